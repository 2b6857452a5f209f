import {
  accepted,
  actingAs,
  event,
  isAlreadySo,
  isRefused,
  type Actor,
  type Decider,
  type Decision,
  type Reference,
  type Refused,
  type StreamRef,
} from '@jalon/kernel';
import type { Context, RuleSet } from '@jalon/rules';
import { asCompany, endAhead } from './company.js';
import { newlyNamed, notNameable } from './named.js';
import {
  CloseOrganisation,
  RegisterOrganisation,
  ReviseOrganisation,
  type OrganisationEntry,
} from './organisation.commands.js';
import {
  OrganisationClosed,
  organisationEvents,
  OrganisationNumberFreed,
  OrganisationRegistered,
  OrganisationRevised,
  type OrganisationEvent,
  type OrganisationLinks,
} from './organisation.events.js';
import { mergerCommands } from './organisation-merger.decision.js';
import {
  evolveOrganisation,
  noOrganisation,
  type OrganisationState,
  type OrganisationValues,
} from './organisation.state.js';
import type { PersonState } from './person.state.js';
import { numberChange, streamOfNumber } from './register.decider.js';
import { readRegisterNumber } from './register-number.js';
import { refuse } from './rejections.js';

interface References {
  readonly contact?: Reference<PersonState>;
  readonly head?: Reference<OrganisationState>;
}
type OrganisationContext = Context<References>;
type OrganisationDecision = Decision<OrganisationEvent>;

function register(
  command: RegisterOrganisation,
  state: OrganisationState,
  context: OrganisationContext,
): OrganisationDecision {
  const { caller } = context;
  const actor = asCompany(caller);
  if (!actor) return refuse('DIRECTORY_COMPANY_ONLY');
  if (state.status === 'closed') return refuse('ORGANISATION_ALREADY_CLOSED', { closedOn: state.closedOn });
  const values = checkedValues(readEntry(command, NONE), state, context);
  if (isRefused(values)) return values;
  if (state.status === 'registered') {
    return isAlreadySo({ ...values, writtenBy: caller.person }, state)
      ? accepted(actor, [])
      : refuse('ORGANISATION_ALREADY_REGISTERED');
  }
  const { claims, requests } = numberChange(null, numberOf(values), context);
  return accepted(actor, [event(OrganisationRegistered, { ...values, ...claims })], requests);
}

function revise(
  command: ReviseOrganisation,
  state: OrganisationState,
  context: OrganisationContext,
): OrganisationDecision {
  const itself = asItself(context);
  const company = asCompany(context.caller);
  if (state.status === 'unknown') return refuse('ORGANISATION_NOT_FOUND');
  if (!itself && !company) return refuse('ORGANISATION_REVISION_FORBIDDEN');
  if (state.status === 'closed') return refuse('ORGANISATION_ALREADY_CLOSED', { closedOn: state.closedOn });
  if (command.branchOf !== undefined && command.branchOf !== state.branchOf) return refuse('BRANCH_FIXED');
  const values = checkedValues(readEntry(command, state), state, context);
  if (isRefused(values)) return values;
  // A number that is given up can be registered anew, and would then count twice: the company answers for that.
  const { register: named, registerNumber } = values;
  const isNumbered = isAlreadySo({ register: named, registerNumber }, state);
  const actor = (isNumbered && itself) || company;
  if (!actor) return refuse('REGISTER_NUMBER_COMPANY_ONLY');
  const { claims, freed, requests } = numberChange(state.claim, numberOf(values), context);
  // An entry that was written before numbers were claimed claims its own now.
  if (isAlreadySo(values, state) && requests.length === 0) return accepted(actor, []);
  const { branchOf: _, ...revised } = values;
  return accepted(
    actor,
    [
      event(OrganisationRevised, { ...revised, ...claims }),
      ...freed.map((given) => event(OrganisationNumberFreed, given)),
    ],
    requests,
  );
}

function numberOf({ register: named, registerNumber }: OrganisationValues): StreamRef | null {
  return registerNumber === null ? null : streamOfNumber(named, registerNumber);
}

function close(
  { closedOn }: CloseOrganisation,
  state: OrganisationState,
  context: OrganisationContext,
): OrganisationDecision {
  const { caller } = context;
  const actor = asCompany(caller);
  if (state.status === 'unknown') return refuse('ORGANISATION_NOT_FOUND');
  if (!actor) return refuse('DIRECTORY_COMPANY_ONLY');
  switch (state.status) {
    case 'closed':
      return isAlreadySo({ closedOn, closedBy: caller.person }, state)
        ? accepted(actor, [])
        : refuse('ORGANISATION_ALREADY_CLOSED', { closedOn: state.closedOn });
    case 'registered':
      return endAhead(closedOn, context) ?? accepted(actor, [event(OrganisationClosed, { closedOn })]);
  }
}

function asItself({ caller, id }: OrganisationContext): Actor | null {
  return caller.organisation === id ? actingAs(caller, 'organisation', ['organisation']) : null;
}

/** An entry as it is stored, and the number that was given with it. */
interface Entry {
  readonly values: Values;
  readonly number: string | null;
}

/** An entry's values, as a registration holds them. */
type Values = OrganisationValues & Pick<OrganisationLinks, 'branchOf'>;

/** What says which body an entry is. A revision that leaves it out keeps it. */
type Identity = Pick<Values, 'registerNumber' | 'branchOf'>;
const NONE: Identity = { registerNumber: null, branchOf: null };

/** Reads an entry. A branch stores no number: its head holds it, and both count as one. */
function readEntry(command: OrganisationEntry, kept: Identity): Entry | Refused {
  const { name, register: named, registerNumber = kept.registerNumber, branchOf = kept.branchOf } = command;
  const read = readRegisterNumber(named, registerNumber);
  if (isRefused(read)) return read;
  const { number } = read;
  const values = {
    name,
    register: named,
    registerNumber: branchOf === null ? number : null,
    department: command.department ?? null,
    contact: command.contact ?? null,
    branchOf,
  };
  return { values, number };
}

/** An entry as it is stored, or why it is refused. */
function checkedValues(
  entry: Entry | Refused,
  state: OrganisationState,
  { id, references }: OrganisationContext,
): Values | Refused {
  if (isRefused(entry)) return entry;
  return (
    wrongHead(entry, state, id, references.head) ??
    notNameable(newContact(entry.values, state), references.contact, {
      unknown: 'CONTACT_UNKNOWN',
      over: 'CONTACT_LEFT',
    }) ??
    entry.values
  );
}

/**
 * A head is no branch itself, and never becomes one, since nothing becomes a branch after its registration: branches form
 * neither chains nor circles.
 */
function wrongHead(
  { values: { branchOf, register: named }, number }: Entry,
  state: OrganisationState,
  id: string,
  head: References['head'],
): Refused | null {
  if (branchOf === id) return refuse('BRANCH_OF_ITSELF');
  if (!headToRead({ branchOf, registerNumber: number }, state)) return null;
  // A closed head is still the same body.
  if (!head?.found || head.state.status === 'unknown') return refuse('HEAD_UNKNOWN');
  if (head.state.branchOf !== null) return refuse('HEAD_IS_BRANCH', { head: head.state.branchOf });
  const differs = number !== null && (number !== head.state.registerNumber || named !== head.state.register);
  return differs ? refuse('BRANCH_NUMBER_DIFFERS') : null;
}

function newContact({ contact }: Pick<OrganisationEntry, 'contact'>, state: OrganisationState) {
  return newlyNamed(contact, state.status === 'unknown' ? null : state.contact);
}

/** The head is read where it is new, and where a number is given, which must be its own. */
function headToRead(
  { branchOf, registerNumber }: Pick<OrganisationEntry, 'branchOf' | 'registerNumber'>,
  state: OrganisationState,
) {
  const known = state.status === 'unknown' ? null : state.branchOf;
  return newlyNamed(branchOf, (registerNumber ?? null) === null ? known : null);
}

function references(command: OrganisationEntry, state: OrganisationState) {
  const contact = newContact(command, state);
  const known = state.status === 'unknown' ? null : state.branchOf;
  const { branchOf = known, registerNumber = null } = command;
  const head = headToRead({ branchOf, registerNumber }, state);
  return {
    ...(contact && { contact: { category: 'person', id: contact } as const }),
    ...(head && { head: { category: 'organisation', id: head } as const }),
  };
}

/** A non-profit of the tenant's directory. */
export const organisationDecider: Decider<OrganisationState, OrganisationEvent, RuleSet> = {
  category: 'organisation',
  initialState: noOrganisation,
  evolve: evolveOrganisation,
  exists: ({ status }) => status !== 'unknown',
  rulesOf: () => null,
  events: organisationEvents,
  commands: [
    { command: RegisterOrganisation, name: 'RegisterOrganisation', references, decide: register },
    { command: ReviseOrganisation, name: 'ReviseOrganisation', references, decide: revise },
    { command: CloseOrganisation, name: 'CloseOrganisation', decide: close },
    ...mergerCommands,
  ],
};
