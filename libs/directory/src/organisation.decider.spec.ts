import { event } from '@jalon/kernel';
import { callerAs, contextOf, found, notFound, specification } from '@jalon/testing';
import { CloseOrganisation, RegisterOrganisation, ReviseOrganisation } from './organisation.commands.js';
import { organisationDecider } from './organisation.decider.js';
import {
  OrganisationClosed,
  OrganisationRegistered,
  OrganisationRevised,
  type OrganisationEvent,
} from './organisation.events.js';

const ORGANISATION = '00000000-0000-4000-8000-0000000000b1';
const CONTACT = '00000000-0000-4000-8000-0000000000c1';
const HR = '00000000-0000-4000-8000-0000000000a1';

const hr = callerAs('hr', HR);
const itself = callerAs('organisation', CONTACT, ORGANISATION);
const another = callerAs('organisation', CONTACT, '00000000-0000-4000-8000-0000000000b2');

const given = specification<OrganisationEvent>(organisationDecider, contextOf('organisation', ORGANISATION, hr));

const values = {
  name: 'Les Jardins du Canal',
  register: 'rna',
  registerNumber: 'W751234567',
  department: '75',
  contact: null,
} as const;
const withContact = { ...values, contact: CONTACT };
const registered = event(OrganisationRegistered, values);
const closed = event(OrganisationClosed, { closedOn: '2026-06-01' });

const register = (fields: object = values) => Object.assign(new RegisterOrganisation(), fields);
const revise = (fields: object) => Object.assign(new ReviseOrganisation(), fields);
const close = (closedOn = '2026-06-01') => Object.assign(new CloseOrganisation(), { closedOn });

const contact = (status: 'unknown' | 'registered' | 'left') => ({
  references: { contact: found('person', CONTACT, { status }) },
});

describe('registering an organisation', () => {
  it('enters it, for the company', () => {
    given().when(register()).then(registered);
  });

  it('leaves null what is not said', () => {
    given()
      .when(register({ name: 'Harbour Trust', register: 'foreign' }))
      .then(
        event(OrganisationRegistered, {
          name: 'Harbour Trust',
          register: 'foreign',
          registerNumber: null,
          department: null,
          contact: null,
        }),
      );
  });

  it('takes a contact who is registered', () => {
    given().when(register(withContact), contact('registered')).then(event(OrganisationRegistered, withContact));
  });

  it('refuses a contact who is unknown or has left', () => {
    const nobody = { references: { contact: notFound('person', CONTACT) } };
    given().when(register(withContact), nobody).thenRefused('CONTACT_UNKNOWN');
    given().when(register(withContact)).thenRefused('CONTACT_UNKNOWN');
    given().when(register(withContact), contact('unknown')).thenRefused('CONTACT_UNKNOWN');
    given().when(register(withContact), contact('left')).thenRefused('CONTACT_LEFT');
  });

  it('is already so when the same person sends the same values again', () => {
    given(registered).when(register()).thenNothing();
  });

  it('refuses other values, someone else, and a closed one', () => {
    given(registered)
      .when(register({ ...values, name: 'Autre' }))
      .thenRefused('ORGANISATION_ALREADY_REGISTERED');
    given(registered)
      .when(register(), { caller: callerAs('admin', CONTACT) })
      .thenRefused('ORGANISATION_ALREADY_REGISTERED');
    given(registered, closed).when(register()).thenRefused('ORGANISATION_ALREADY_CLOSED');
  });

  it.each([
    ['siren', '123456789', 'SIREN_INVALID'],
    ['rna', '751234567', 'RNA_INVALID'],
  ])('refuses, in the register %s, the number %s', (kind, registerNumber, code) => {
    given()
      .when(register({ ...values, register: kind, registerNumber }))
      .thenRefused(code);
  });

  it('refuses the organisation itself: the company keeps the directory', () => {
    given().when(register(), { caller: itself }).thenRefused('DIRECTORY_COMPANY_ONLY');
  });
});

describe('revising an organisation', () => {
  const renamed = { ...values, name: 'Les Jardins de l’Ourcq' };

  it('replaces its entry, for the company', () => {
    given(registered).when(revise(renamed)).then(event(OrganisationRevised, renamed));
  });

  it('replaces its own entry, for the organisation', () => {
    const when = given(registered).when(revise(renamed), { caller: itself });
    when.then(event(OrganisationRevised, renamed));
    expect(when.decision).toMatchObject({ actor: { person: CONTACT, party: 'organisation', role: 'organisation' } });
  });

  it('refuses another organisation, and its own employees without the role', () => {
    given(registered).when(revise(renamed), { caller: another }).thenRefused('ORGANISATION_REVISION_FORBIDDEN');
    given(registered)
      .when(revise(renamed), { caller: callerAs('employee', CONTACT, ORGANISATION) })
      .thenRefused('ORGANISATION_REVISION_FORBIDDEN');
  });

  it('is already so when the values stand', () => {
    given(registered).when(revise(values)).thenNothing();
  });

  it('looks up a new contact', () => {
    given(registered).when(revise(withContact), contact('registered')).then(event(OrganisationRevised, withContact));
    given(registered).when(revise(withContact), contact('left')).thenRefused('CONTACT_LEFT');
  });

  it('keeps a contact who has left since', () => {
    const renamedToo = { ...withContact, name: 'Les Jardins de l’Ourcq' };
    given(event(OrganisationRegistered, withContact))
      .when(revise(renamedToo), contact('left'))
      .then(event(OrganisationRevised, renamedToo));
  });

  it('refuses a wrong number, an unknown organisation and a closed one', () => {
    given(registered)
      .when(revise({ ...values, registerNumber: 'W1' }))
      .thenRefused('RNA_INVALID', { number: 'W1' });
    given().when(revise(renamed)).thenRefused('ORGANISATION_NOT_FOUND');
    given(registered, closed).when(revise(renamed)).thenRefused('ORGANISATION_ALREADY_CLOSED');
  });
});

describe('closing an organisation', () => {
  it('ends its part', () => {
    given(registered).when(close()).then(closed);
  });

  it('is already so on the same day by the same person, refused otherwise', () => {
    given(registered, closed).when(close()).thenNothing();
    given(registered, closed).when(close('2026-06-02')).thenRefused('ORGANISATION_ALREADY_CLOSED');
    given(registered, closed)
      .when(close(), { caller: callerAs('admin', CONTACT) })
      .thenRefused('ORGANISATION_ALREADY_CLOSED');
  });

  it('refuses a day ahead, an unknown organisation, and the organisation itself', () => {
    given(registered).when(close('2026-07-01')).thenRefused('DATE_IN_FUTURE');
    given().when(close()).thenRefused('ORGANISATION_NOT_FOUND');
    given(registered).when(close(), { caller: itself }).thenRefused('DIRECTORY_COMPANY_ONLY');
  });
});

describe('the references of an organisation', () => {
  const entry = organisationDecider.commands.find(({ name }) => name === 'ReviseOrganisation');
  const references = (command: object, contactHeld: string | null) =>
    entry?.references?.(
      command,
      { status: 'registered', writtenBy: HR, ...values, contact: contactHeld },
      { caller: hr },
    );

  it('name a new contact, and none that already stands', () => {
    expect(references(revise(withContact), null)).toEqual({ contact: { category: 'person', id: CONTACT } });
    expect(references(revise(withContact), CONTACT)).toEqual({});
    expect(references(revise(values), CONTACT)).toEqual({});
  });
});
