import { ERASED, event, personal, type Role } from '@jalon/kernel';
import { callerAs, contextOf, specification } from '@jalon/testing';
import { ChooseEmailSharing, GivePrivateEmail, WithdrawPrivateEmail } from './person.commands.js';
import { personDecider } from './person.decider.js';
import {
  PersonEmailSharingChosen,
  PersonLeft,
  PersonRegistered,
  PersonRevised,
  PersonPrivateEmailGiven,
  PersonPrivateEmailWithdrawn,
  type PersonEvent,
} from './person.events.js';

const PERSON = '00000000-0000-4000-8000-0000000000d1';
const themself = callerAs('employee', PERSON);
const given = specification<PersonEvent>(personDecider, contextOf('person', PERSON, themself));

const entry = {
  givenName: personal('Inès'),
  familyName: personal('Marchetti'),
  ...{ email: null, staffNumber: null, entryDate: null, birthDate: null },
  ...{ employer: null, manager: null, department: null, site: null, organisation: null },
};
const registered = event(PersonRegistered, entry);
const left = event(PersonLeft, { leftOn: '2026-02-01' });

const share = (shared = true) => Object.assign(new ChooseEmailSharing(), { shared });
const chosen = (shared: boolean) => event(PersonEmailSharingChosen, { shared });

/** Everybody but the person, whatever they may do otherwise; and the person as somebody who is no party of missions. */
const OTHERS: readonly (readonly [Role, string])[] = [
  ['hr', '00000000-0000-4000-8000-0000000000a1'],
  ['admin', '00000000-0000-4000-8000-0000000000a2'],
  ['employee', '00000000-0000-4000-8000-0000000000d2'],
  ['operator', '00000000-0000-4000-8000-0000000000a3'],
  ['auditor', PERSON],
];

describe('sharing one’s e-mail address with those who see one’s missions', () => {
  it('is off until the person chooses it, and again once they choose so', () => {
    given(registered).when(share(false)).thenNothing();
    given(registered).when(share()).then(chosen(true));
    given(registered, chosen(true)).when(share()).thenNothing();
    given(registered, chosen(true)).when(share(false)).then(chosen(false));
  });

  it('is chosen in whatever role the person takes part', () => {
    for (const role of ['employee', 'organisation', 'manager', 'hr', 'admin'] as const)
      given(registered)
        .when(share(), { caller: callerAs(role, PERSON) })
        .then(chosen(true));
  });

  it.each(OTHERS)('is chosen by nobody else: not by %s %s', (role, person) => {
    given(registered)
      .when(share(), { caller: callerAs(role, person) })
      .thenRefused('PERSON_THEMSELF_ONLY');
  });

  it('stays as it is when the entry is revised', () => {
    given(registered, chosen(true), event(PersonRevised, { ...entry, site: 'lyon-2' }))
      .when(share())
      .thenNothing();
  });

  it('is refused for somebody who is not registered, or has left', () => {
    given().when(share()).thenRefused('PERSON_NOT_FOUND');
    given(registered, left).when(share()).thenRefused('PERSON_ALREADY_LEFT');
  });
});

describe('the private e-mail address by which somebody logs in once they have left', () => {
  const give = (privateEmail = 'ines@example.net') => Object.assign(new GivePrivateEmail(), { privateEmail });
  const withdraw = () => new WithdrawPrivateEmail();
  const address = (privateEmail = 'ines@example.net') =>
    event(PersonPrivateEmailGiven, { privateEmail: personal(privateEmail) });
  const known = (privateEmail: string | null) => ({
    opened: { givenName: { value: 'Inès' }, privateEmail: { value: privateEmail } },
  });

  it('is given by the person, marked to be sealed, and once', () => {
    given(registered).when(give(), known(null)).then(address());
    given(registered, address()).when(give(), known('ines@example.net')).thenNothing();
    given(registered, address()).when(give('i@example.com'), known('ines@example.net')).then(address('i@example.com'));
  });

  it('is compared with the one that was given last', () => {
    const { opens } = personDecider.commands.find(({ name }) => name === 'GivePrivateEmail')!;
    const privateEmail = { email: personal('ines@example.net'), handedOverBy: null };
    const state = { status: 'registered', ...entry, privateEmail } as never;
    expect(opens?.(give(), state, {})).toEqual({
      givenName: personal('Inès'),
      privateEmail: personal('ines@example.net'),
    });
    expect(opens?.(give(), { status: 'unknown' }, {})).toEqual({});
  });

  it('is withdrawn by the person', () => {
    given(registered).when(withdraw()).thenNothing();
    given(registered, address()).when(withdraw()).then(event(PersonPrivateEmailWithdrawn, {}));
    given(registered, address(), event(PersonPrivateEmailWithdrawn, {})).when(withdraw()).thenNothing();
  });

  it.each(OTHERS)('is given and withdrawn by nobody else: not by %s %s', (role, person) => {
    const caller = callerAs(role, person);
    given(registered).when(give(), { caller }).thenRefused('PERSON_THEMSELF_ONLY');
    given(registered, address()).when(withdraw(), { caller }).thenRefused('PERSON_THEMSELF_ONLY');
  });

  it('stays as it is when the entry is revised, and is fixed once they have left', () => {
    given(registered, address(), event(PersonRevised, { ...entry, site: 'lyon-2' }))
      .when(give(), known('ines@example.net'))
      .thenNothing();
    given(registered, address(), left).when(give()).thenRefused('PERSON_ALREADY_LEFT');
    given(registered, address(), left).when(withdraw()).thenRefused('PERSON_ALREADY_LEFT');
  });

  it('is refused once the person was erased', () => {
    given(registered)
      .when(give(), { opened: { givenName: ERASED } })
      .thenRefused('SUBJECT_ERASED');
  });
});
