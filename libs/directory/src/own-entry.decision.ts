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
import { ChooseContactSharing, GivePrivateAddress, WithdrawPrivateAddress } from './person.commands.js';
import {
  PersonContactSharingChosen,
  PrivateAddressGiven,
  PrivateAddressWithdrawn,
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

function chooseContactSharing({ shared }: ChooseContactSharing, state: PersonState, context: Context): OwnDecision {
  return onOwnEntry(state, context, ({ contactShared }, actor) =>
    accepted(actor, contactShared === shared ? [] : [event(PersonContactSharingChosen, { shared })]),
  );
}

function givePrivateAddress({ privateEmail }: GivePrivateAddress, state: PersonState, context: Context): OwnDecision {
  const { opened } = context;
  return onOwnEntry(state, context, (person, actor) => {
    // New personal data would bring back an erased person.
    if (opened['givenName'] === ERASED) return refuse('SUBJECT_ERASED');
    const held = equalityOf(privateEmail, person.privateEmail, opened['privateEmail']);
    return accepted(
      actor,
      held === 'same' ? [] : [event(PrivateAddressGiven, { privateEmail: personal(privateEmail) })],
    );
  });
}

function withdrawPrivateAddress(_: WithdrawPrivateAddress, state: PersonState, context: Context): OwnDecision {
  return onOwnEntry(state, context, ({ privateEmail }, actor) =>
    accepted(actor, privateEmail === null ? [] : [event(PrivateAddressWithdrawn, {})]),
  );
}

/** What tells whether the person gave the address before, and whether their data was erased. */
function sealedOf(_: GivePrivateAddress, state: PersonState): Readonly<Record<string, Personal<string> | null>> {
  if (state.status === 'unknown') return {};
  return { givenName: state.givenName, privateEmail: state.privateEmail };
}

/** The commands that a person gives for themself alone. */
export const ownEntryCommands = [
  { command: ChooseContactSharing, name: 'ChooseContactSharing', decide: chooseContactSharing },
  { command: GivePrivateAddress, name: 'GivePrivateAddress', opens: sealedOf, decide: givePrivateAddress },
  { command: WithdrawPrivateAddress, name: 'WithdrawPrivateAddress', decide: withdrawPrivateAddress },
];
