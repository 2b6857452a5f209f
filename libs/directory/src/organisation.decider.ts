import {
  accepted,
  actingAs,
  event,
  isAlreadySo,
  isRefused,
  streamName,
  type Actor,
  type ClaimName,
  type ClaimRequest,
  type Decider,
  type Decision,
  type Reference,
  type Refused,
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
} from './organisation.events.js';
import { mergerCommands } from './organisation-merger.decision.js';
import {
  evolveOrganisation,
  noOrganisation,
  type Organisation,
  type OrganisationState,
  type OrganisationValues,
} from './organisation.state.js';
import type { PersonState } from './person.state.js';
import { streamOfNumber } from './register.decider.js';
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
  const values = checkedValues(command, state, context);
  if (isRefused(values)) return values;
  if (state.status === 'registered') {
    return isAlreadySo({ ...values, writtenBy: caller.person }, state)
      ? accepted(actor, [])
      : refuse('ORGANISATION_ALREADY_REGISTERED');
  }
  return write(OrganisationRegistered, values, state, context, actor);
}

function revise(
  command: ReviseOrganisation,
  state: OrganisationState,
  context: OrganisationContext,
): OrganisationDecision {
  const actor = asReviser(context);
  if (!actor) return refuse('ORGANISATION_REVISION_FORBIDDEN');
  if (state.status === 'unknown') return refuse('ORGANISATION_NOT_FOUND');
  if (state.status === 'closed') return refuse('ORGANISATION_ALREADY_CLOSED', { closedOn: state.closedOn });
  const values = checkedValues(command, state, context);
  if (isRefused(values)) return values;
  if (isAlreadySo(values, state) && holdsItsNumber(state)) return accepted(actor, []);
  return write(OrganisationRevised, values, state, context, actor);
}

/** False for an entry that was written before numbers were claimed: the next revision claims its number. */
function holdsItsNumber({ registerNumber, claim }: Organisation): boolean {
  return registerNumber === null || claim !== null;
}

/** The entry as an event, with the claim on a number that the organisation does not hold yet, and its old one given back. */
function write(
  definition: typeof OrganisationRegistered | typeof OrganisationRevised,
  { branchOf, ...values }: OrganisationValues,
  state: OrganisationState,
  { tenant, nextRevision }: OrganisationContext,
  actor: Actor,
): OrganisationDecision {
  const held = state.status === 'unknown' ? null : state.claim;
  const request = claimOf(values);
  const owner = request && streamName({ ...request.owner, tenant });
  const isNew = request !== null && owner !== null && owner !== held?.owner;
  const claims: readonly ClaimName[] = isNew ? [{ owner, key: request.key, attempt: nextRevision }] : [];
  const written = event(definition as typeof OrganisationRegistered, {
    ...values,
    ...(branchOf !== null && { branchOf }),
    ...(claims.length > 0 && { claims }),
  });
  const freed = held && held.owner !== owner ? [event(OrganisationNumberFreed, { claims: [held] })] : [];
  return accepted(actor, [written, ...freed] as readonly OrganisationEvent[], isNew ? [request] : []);
}

function claimOf({ register: named, registerNumber }: Omit<OrganisationValues, 'branchOf'>): ClaimRequest | null {
  if (registerNumber === null) return null;
  return { owner: streamOfNumber(named, registerNumber), key: 'number', amount: 1 };
}

function close(
  { closedOn }: CloseOrganisation,
  state: OrganisationState,
  context: OrganisationContext,
): OrganisationDecision {
  const { caller } = context;
  const actor = asCompany(caller);
  if (!actor) return refuse('DIRECTORY_COMPANY_ONLY');
  switch (state.status) {
    case 'unknown':
      return refuse('ORGANISATION_NOT_FOUND');
    case 'closed':
      return isAlreadySo({ closedOn, closedBy: caller.person }, state)
        ? accepted(actor, [])
        : refuse('ORGANISATION_ALREADY_CLOSED', { closedOn: state.closedOn });
    case 'registered':
      return endAhead(closedOn, context) ?? accepted(actor, [event(OrganisationClosed, { closedOn })]);
  }
}

/** The organisation for its own entry, the company for any. */
function asReviser({ caller, id }: OrganisationContext): Actor | null {
  const itself = caller.organisation === id ? actingAs(caller, 'organisation', ['organisation']) : null;
  return itself ?? asCompany(caller);
}

/** An entry as it is stored, and the number that was given with it. */
interface Entry {
  readonly values: OrganisationValues;
  readonly number: string | null;
}

/** Reads an entry. A branch stores no number: its head holds it, and both count as one. */
function readEntry(command: OrganisationEntry): Entry | Refused {
  const read = readRegisterNumber(command.register, command.registerNumber ?? null);
  if (isRefused(read)) return read;
  const { number } = read;
  const branchOf = command.branchOf ?? null;
  const values = {
    name: command.name,
    register: command.register,
    registerNumber: branchOf === null ? number : null,
    department: command.department ?? null,
    contact: command.contact ?? null,
    branchOf,
  };
  return { values, number };
}

/** An entry as it is stored, or why it is refused. */
function checkedValues(
  command: OrganisationEntry,
  state: OrganisationState,
  context: OrganisationContext,
): OrganisationValues | Refused {
  const entry = readEntry(command);
  return isRefused(entry) ? entry : (wrong(entry, state, context) ?? entry.values);
}

function wrong(entry: Entry, state: OrganisationState, { id, references }: OrganisationContext): Refused | null {
  return (
    wrongHead(entry, state, id, references.head) ??
    notNameable(newContact(entry.values, state), references.contact, {
      unknown: 'CONTACT_UNKNOWN',
      over: 'CONTACT_LEFT',
    })
  );
}

function wrongHead(
  { values, number }: Entry,
  state: OrganisationState,
  id: string,
  head: References['head'],
): Refused | null {
  if (values.branchOf === id) return refuse('BRANCH_OF_ITSELF');
  if (!headToRead({ branchOf: values.branchOf, registerNumber: number }, state)) return null;
  // A closed head is still the same body.
  if (!head?.found || head.state.status === 'unknown') return refuse('HEAD_UNKNOWN');
  const differs = number !== null && (number !== head.state.registerNumber || values.register !== head.state.register);
  return differs ? refuse('BRANCH_NUMBER_DIFFERS') : null;
}

function newContact({ contact }: OrganisationEntry, state: OrganisationState) {
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
  const head = headToRead(command, state);
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
