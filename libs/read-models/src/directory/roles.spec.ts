import type { Row } from '@jalon/kernel';
import { HR, ORGANISATION, type GivenEvent } from '@jalon/testing';
import {
  ask,
  caller,
  describeOverViews,
  employee,
  hr,
  id,
  SEALED,
  SOMEBODY,
  viewsOver,
} from '../query/query.fixture.js';
import { ListActs } from '../acts/acts.queries.js';
import { GetPerson, ListPeople, ListRoles } from './directory.queries.js';

// The queries are read on 1 May 2026.
const PERSON = id(50);
const ADMIN = id(51);
const SECOND = id(52);
const EMPLOYER = id(53);
const ACT = id(54);
const admin = caller(ADMIN, ['admin']);
const by = (person: string, role: 'admin' | 'operator' = 'admin') => ({ person, party: null, role });
const on = (type: string, data: object, person = ADMIN, role: 'admin' | 'operator' = 'admin'): GivenEvent => ({
  ...{ category: 'person', id: PERSON, type, data },
  by: by(person, role),
});

const registered = on('PersonRegistered', { ...SOMEBODY, employer: EMPLOYER });
const scope = (role: string, limits: object = {}) => ({ role, employer: null, organisation: null, ...limits });
const granted = (role: string, fields: object = {}, person = ADMIN, as: 'admin' | 'operator' = 'admin') =>
  on('RoleGranted', { ...scope(role), until: null, reason: SEALED('because'), actId: null, ...fields }, person, as);
const revoked = (role: string, limits: object = {}) =>
  on('RoleRevoked', { ...scope(role, limits), reason: SEALED('no more') }, SECOND);

async function roles(as = admin, fields: Partial<ListRoles> = {}): Promise<readonly Row[]> {
  const { items } = await ask(ListRoles, fields, as);
  return items as unknown as readonly Row[];
}
const named = (rows: readonly Row[]) => rows.map(({ role }) => role);
const held = async (as = admin) => (await ask(GetPerson, { id: PERSON }, as)) as { readonly roles?: readonly object[] };

describeOverViews('the roles that were granted', () => {
  it('say who holds what, since and until when, given and confirmed by whom, and why', async () => {
    const act = { actId: ACT };
    await viewsOver(registered, granted('auditor', { employer: EMPLOYER, until: '2026-12-31', ...act }, SECOND));
    expect(await roles()).toEqual([
      {
        ...{ person: PERSON, role: 'auditor', scope: EMPLOYER, employer: EMPLOYER, organisation: null },
        ...{ until: '2026-12-31', reason: 'because', actId: ACT },
        ...{ grantedBy: SECOND, grantedAs: 'admin', grantedAt: expect.any(String) },
        ...{ revokedBy: null, revokedAt: null, revokedReason: null },
      },
    ]);
  });

  it('say for ever that the operator gave one alone', async () => {
    await viewsOver(registered, granted('admin', {}, HR, 'operator'));
    expect(await roles()).toMatchObject([{ grantedBy: HR, grantedAs: 'operator', actId: null }]);
  });

  it('are those in force, or those that ended, in each scope by itself', async () => {
    await viewsOver(
      registered,
      granted('hr'),
      granted('hr', { employer: EMPLOYER }),
      granted('organisation', { organisation: ORGANISATION }),
      granted('dpo', { until: '2026-04-30' }),
      granted('works-council', { until: '2026-05-01' }),
      revoked('hr', { employer: EMPLOYER }),
    );
    expect(named(await roles(admin, { status: 'in-force' }))).toEqual(['hr', 'organisation', 'works-council']);
    expect(named(await roles(admin, { status: 'ended' }))).toEqual(['dpo', 'hr']);
    expect(await roles(admin, { status: 'ended', role: 'hr' })).toMatchObject([
      { scope: EMPLOYER, revokedBy: SECOND, revokedReason: 'no more' },
    ]);
    expect(await roles(admin, { person: id(99) })).toEqual([]);
  });

  it('replace an earlier grant of the same role and scope, also one that was taken back', async () => {
    await viewsOver(registered, granted('hr'), revoked('hr'), granted('hr', { until: '2026-06-30' }));
    expect(await roles()).toMatchObject([{ role: 'hr', until: '2026-06-30', revokedBy: null, revokedReason: null }]);
  });

  it('are read by administrators and auditors, and by nobody else', async () => {
    await viewsOver(registered, granted('hr'));
    for (const role of ['admin', 'auditor', 'operator'] as const) {
      expect(await roles(caller(SECOND, [role]))).toHaveLength(1);
    }
    const others = [
      'hr',
      'manager',
      'employee',
      'organisation',
      'compliance',
      'works-council',
      'dpo',
      'service',
    ] as const;
    for (const role of others) {
      await expect(roles(caller(PERSON, [role]))).rejects.toMatchObject({ rejection: { code: 'QUERY_NOT_ALLOWED' } });
    }
    expect(await roles({ ...admin, tenant: 'other' })).toEqual([]);
  });

  it('read as erased once the person is', async () => {
    await viewsOver(registered, granted('hr', { reason: SEALED('gone') }));
    expect(await roles()).toMatchObject([{ reason: { erased: true } }]);
  });
});

describeOverViews('a person', () => {
  it('is shown with the roles held today, and where they are from, to who may see people', async () => {
    await viewsOver(
      registered,
      granted('hr'),
      granted('dpo', { until: '2026-04-30' }),
      granted('admin'),
      revoked('admin'),
    );
    const expected = [
      { role: 'employee', from: 'directory', employer: EMPLOYER, organisation: null, until: null },
      { role: 'manager', from: 'directory', employer: EMPLOYER, organisation: null, until: null },
      { role: 'hr', from: 'granted', employer: null, organisation: null, until: null },
    ];
    for (const who of [admin, hr, caller(PERSON, ['employee'])]) expect((await held(who)).roles).toEqual(expected);
    expect((await held(employee)).roles).toBeUndefined();
  });

  it('holds none once they have left', async () => {
    await viewsOver(registered, granted('hr'), on('PersonLeft', { leftOn: '2026-04-01' }));
    expect((await held()).roles).toEqual([]);
    expect((await ask(ListRoles, { status: 'in-force' }, admin)).items).toEqual([]);
    expect((await ask(ListRoles, { status: 'ended' }, admin)).items).toMatchObject([{ role: 'hr', revokedBy: null }]);
  });

  it('is gone after the last day of their kind', async () => {
    const outside = (until: string) => on('PersonRegistered', { ...SOMEBODY, kind: 'outside-auditor', until });
    await viewsOver(outside('2026-04-30'), granted('auditor'));
    expect(await held()).toMatchObject({
      kind: 'outside-auditor',
      until: '2026-04-30',
      leftOn: '2026-05-01',
      roles: [],
    });
    expect((await ask(ListPeople, { status: 'active' }, hr)).items).toEqual([]);
  });
});

describeOverViews('a request for a role', () => {
  const requested = on('RoleGrantRequested', {
    ...{ actId: ACT, expiresOn: '2026-05-15', ...scope('auditor', { employer: EMPLOYER }) },
    ...{ until: '2026-12-31', reason: SEALED('because') },
  });

  it('waits among the acts of two people with the role that is asked for', async () => {
    await viewsOver(registered, requested);
    const { items } = await ask(ListActs, { subject: PERSON }, caller(SECOND, ['admin']));
    expect(items).toMatchObject([
      {
        kind: 'role-grant',
        role: 'auditor',
        employer: EMPLOYER,
        until: '2026-12-31',
        status: 'open',
        requestedBy: ADMIN,
      },
    ]);
    expect((await ask(ListActs, {}, caller(SECOND, ['hr']))).items).toEqual([]);
  });

  it('lapses when the person leaves', async () => {
    await viewsOver(registered, requested, on('PersonLeft', { leftOn: '2026-04-01' }));
    expect((await ask(ListActs, {}, admin)).items).toMatchObject([{ status: 'lapsed' }]);
  });
});
