import { event, SYSTEM_ACTOR } from '@jalon/kernel';
import { callerAs, contextOf, specification } from '@jalon/testing';
import { OpenTenant, SetManagerDetail, StateAdministrators } from './tenant.commands.js';
import { tenantDecider } from './tenant.decider.js';
import { TenantAdministratorsStated, TenantManagerDetailSet, TenantOpened, type TenantEvent } from './tenant.events.js';

const ADMIN = '00000000-0000-4000-8000-0000000000a1';
const OTHER = '00000000-0000-4000-8000-0000000000a2';
const MADE = '00000000-0000-4000-8000-0000000000ff';

const given = specification<TenantEvent>(tenantDecider, contextOf('tenant', 'main', callerAs('admin', ADMIN)));

const settings = { zone: 'Europe/Paris', language: 'fr', mode: 'production' } as const;
const opened = event(TenantOpened, { ...settings, operator: MADE });
const open = (fields: object = settings) => Object.assign(new OpenTenant(), fields);

describe('opening a tenant', () => {
  it('makes an operator where none is named', () => {
    given().when(open()).then(opened);
  });

  it('takes the operator that is named', () => {
    given()
      .when(open({ ...settings, operator: OTHER }))
      .then(event(TenantOpened, { ...settings, operator: OTHER }));
  });

  it('is the engine’s own to do as well', () => {
    given()
      .when(open(), { caller: callerAs('system', ADMIN) })
      .then(opened);
  });

  it('is already so with the same settings by the same person, whatever the operator made', () => {
    given(opened).when(open(), { newId: OTHER }).thenNothing();
    given(opened)
      .when(open({ ...settings, operator: MADE }))
      .thenNothing();
  });

  it.each([{ zone: 'Europe/Rome' }, { language: 'en' }, { mode: 'demo' }, { operator: OTHER }])(
    'refuses %j once it is open',
    (other) => {
      given(opened)
        .when(open({ ...settings, ...other }))
        .thenRefused('TENANT_ALREADY_OPEN');
    },
  );

  it('refuses the same settings from someone else', () => {
    given(opened)
      .when(open(), { caller: callerAs('admin', OTHER) })
      .thenRefused('TENANT_ALREADY_OPEN');
  });

  it('keeps one spelling of a zone', () => {
    const spelled = open({ ...settings, zone: 'europe/PARIS' });
    given().when(spelled).then(opened);
    given(opened).when(spelled).thenNothing();
  });

  it('refuses the id under which the engine itself acts as an operator’s', () => {
    given()
      .when(open({ ...settings, operator: SYSTEM_ACTOR }))
      .thenRefused('PERSON_ID_RESERVED');
  });

  it('refuses a zone that is none', () => {
    given()
      .when(open({ ...settings, zone: 'Europe/Atlantis' }))
      .thenRefused('ZONE_UNKNOWN', { zone: 'Europe/Atlantis' });
  });

  it.each(['hr', 'manager', 'employee', 'organisation', 'auditor'] as const)('refuses the role %s', (role) => {
    given()
      .when(open(), { caller: callerAs(role, ADMIN) })
      .thenRefused('TENANT_OPENING_FORBIDDEN');
  });
});

describe('stating how many people administer a tenant', () => {
  const state = (administrators: string) => Object.assign(new StateAdministrators(), { administrators });
  const stated = (administrators: 'single' | 'several') => event(TenantAdministratorsStated, { administrators });
  const operator = { caller: callerAs('operator', MADE) };

  it('is the operator’s alone', () => {
    given(opened).when(state('single'), operator).then(stated('single'));
    given(opened).when(state('single')).thenRefused('OPERATOR_ONLY');
    given().when(state('single'), operator).thenRefused('TENANT_NOT_OPENED');
  });

  it('holds until the operator states otherwise: several where nothing was stated', () => {
    given(opened).when(state('several'), operator).thenNothing();
    given(opened, stated('single')).when(state('single'), operator).thenNothing();
    given(opened, stated('single')).when(state('several'), operator).then(stated('several'));
    given(opened, stated('single')).when(open()).thenNothing();
  });
});

describe('setting what managers are shown', () => {
  const detail = (managerDetail: 'schedule' | 'whole') => Object.assign(new SetManagerDetail(), { managerDetail });

  it('is for administrators, and for the operator', () => {
    for (const role of ['admin', 'operator'] as const) {
      given(opened)
        .when(detail('whole'), { caller: callerAs(role, ADMIN) })
        .then(event(TenantManagerDetailSet, { managerDetail: 'whole' }));
    }
    given(opened)
      .when(detail('whole'), { caller: callerAs('hr', ADMIN) })
      .thenRefused('ADMINISTRATORS_ONLY');
    given().when(detail('whole')).thenRefused('TENANT_NOT_OPENED');
  });

  it('is already so where it says what holds', () => {
    given(opened).when(detail('schedule')).thenNothing();
    const whole = event(TenantManagerDetailSet, { managerDetail: 'whole' });
    given(opened, whole).when(detail('whole')).thenNothing();
    given(opened, whole)
      .when(detail('schedule'))
      .then(event(TenantManagerDetailSet, { managerDetail: 'schedule' }));
  });
});
