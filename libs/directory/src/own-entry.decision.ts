import {
  accepted,
  actingAs,
  ERASED,
  equalityOf,
  event,
  personal,
  type Actor,
  type Decision,
  type Personal,
  type Refused,
  type Role,
} from '@jalon/kernel';
import type { Context } from '@jalon/rules';
import { ChooseEmailSharing, GivePrivateEmail, WithdrawPrivateEmail } from './person.commands.js';
import {
  PersonEmailSharingChosen,
  PersonPrivateEmailGiven,
  PersonPrivateEmailWithdrawn,
  type PersonEvent,
} from './person.events.js';
import type { Person, PersonState } from './person.state.js';
import { refuse } from './rejections.js';

type OwnDecision = Decision<PersonEvent>;

/** The roles in which people are parties of missions. */
const PARTY_ROLES: readonly Role[] = ['employee', 'organisation', 'manager', 'hr', 'admin'];

/** Decides what the person alone may decide, in whatever role, until they leave. */
function onOwnEntry(
  state: PersonState,
  { caller, id }: Context,
  decide: (person: Person, actor: Actor) => OwnDecision,
): OwnDecision | Refused {
  if (state.status === 'unknown') return refuse('PERSON_NOT_FOUND');
  const actor = caller.person === id ? actingAs(caller, null, PARTY_ROLES) : null;
  if (!actor) return refuse('PERSON_THEMSELF_ONLY');
  return state.status === 'left' ? refuse('PERSON_ALREADY_LEFT', { leftOn: state.leftOn }) : decide(state, actor);
}

function chooseEmailSharing({ shared }: ChooseEmailSharing, state: PersonState, context: Context): OwnDecision {
  return onOwnEntry(state, context, ({ emailShared }, actor) =>
    accepted(actor, emailShared === shared ? [] : [event(PersonEmailSharingChosen, { shared })]),
  );
}

function givePrivateEmail({ privateEmail }: GivePrivateEmail, state: PersonState, context: Context): OwnDecision {
  const { opened } = context;
  return onOwnEntry(state, context, (person, actor) => {
    // New personal data would bring back an erased person.
    if (opened['givenName'] === ERASED) return refuse('SUBJECT_ERASED');
    const held = equalityOf(privateEmail, person.privateEmail?.email ?? null, opened['privateEmail']);
    return accepted(
      actor,
      held === 'same' ? [] : [event(PersonPrivateEmailGiven, { privateEmail: personal(privateEmail) })],
    );
  });
}

function withdrawPrivateEmail(_: WithdrawPrivateEmail, state: PersonState, context: Context): OwnDecision {
  return onOwnEntry(state, context, ({ privateEmail }, actor) =>
    accepted(actor, privateEmail === null ? [] : [event(PersonPrivateEmailWithdrawn, {})]),
  );
}

/** What tells whether the person gave the address before, and whether their data was erased. */
function sealedOf(_: GivePrivateEmail, state: PersonState): Readonly<Record<string, Personal<string> | null>> {
  if (state.status === 'unknown') return {};
  return { givenName: state.givenName, privateEmail: state.privateEmail?.email ?? null };
}

/** The commands that a person gives for themself alone. */
export const ownEntryCommands = [
  { command: ChooseEmailSharing, name: 'ChooseEmailSharing', decide: chooseEmailSharing },
  { command: GivePrivateEmail, name: 'GivePrivateEmail', opens: sealedOf, decide: givePrivateEmail },
  { command: WithdrawPrivateEmail, name: 'WithdrawPrivateEmail', decide: withdrawPrivateEmail },
];
