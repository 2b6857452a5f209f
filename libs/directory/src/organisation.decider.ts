import {
  accepted,
  actingAs,
  event,
  isAlreadySo,
  type Actor,
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
  OrganisationRegistered,
  OrganisationRevised,
  type OrganisationEvent,
} from './organisation.events.js';
import {
  evolveOrganisation,
  noOrganisation,
  type OrganisationState,
  type OrganisationValues,
} from './organisation.state.js';
import type { PersonState } from './person.state.js';
import { wrongNumber } from './register-number.js';
import { refuse } from './rejections.js';

interface References {
  readonly contact?: Reference<PersonState>;
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
  const values = valuesOf(command);
  switch (state.status) {
    case 'closed':
      return refuse('ORGANISATION_ALREADY_CLOSED', { closedOn: state.closedOn });
    case 'registered':
      return isAlreadySo({ ...values, writtenBy: caller.person }, state)
        ? accepted(actor, [])
        : refuse('ORGANISATION_ALREADY_REGISTERED');
    case 'unknown':
      return wrong(values, state, context) ?? accepted(actor, [event(OrganisationRegistered, values)]);
  }
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
  const values = valuesOf(command);
  if (isAlreadySo(values, state)) return accepted(actor, []);
  return wrong(values, state, context) ?? accepted(actor, [event(OrganisationRevised, values)]);
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

function wrong(
  values: OrganisationValues,
  state: OrganisationState,
  { references }: OrganisationContext,
): Refused | null {
  return (
    wrongNumber(values.register, values.registerNumber) ??
    notNameable(newContact(values, state), references.contact, { unknown: 'CONTACT_UNKNOWN', over: 'CONTACT_LEFT' })
  );
}

function newContact({ contact }: OrganisationEntry, state: OrganisationState) {
  return newlyNamed(contact, state.status === 'unknown' ? null : state.contact);
}

function references(command: OrganisationEntry, state: OrganisationState) {
  const contact = newContact(command, state);
  return contact ? { contact: { category: 'person', id: contact } as const } : {};
}

function valuesOf(command: OrganisationEntry): OrganisationValues {
  return {
    name: command.name,
    register: command.register,
    registerNumber: command.registerNumber ?? null,
    department: command.department ?? null,
    contact: command.contact ?? null,
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
  ],
};
