import type { Caller, DecisionContext, Reference, Refused, StreamRef, Uuid } from '@jalon/kernel';
import type { EmployerState } from './employer.state.js';
import { newlyNamed, notNameable } from './named.js';
import { mayBeOneself } from './oneself.js';
import type { OrganisationState } from './organisation.state.js';
import type { PersonEntry } from './person.commands.js';
import type { PersonState } from './person.state.js';
import { refuse } from './rejections.js';

/** The entries that a person's entry newly names. */
export interface PersonReferences {
  readonly employer?: Reference<EmployerState>;
  readonly manager?: Reference<PersonState>;
  readonly organisation?: Reference<OrganisationState>;
}

const CATEGORY_OF = { employer: 'employer', manager: 'person', organisation: 'organisation' } as const;

/** The streams of the entries that a command newly names. */
export function referencesOf(command: PersonEntry, state: PersonState): Readonly<Record<string, StreamRef>> {
  const named = Object.entries(newNames(command, state)).flatMap(([name, id]) =>
    id === null ? [] : [[name, { category: CATEGORY_OF[name as keyof typeof CATEGORY_OF], id }] as const],
  );
  return Object.fromEntries(named);
}

/** The people of whom a command must know whether they are one human: whoever gives an organisation, and whoever gets it. */
export function peopleCompared(
  command: PersonEntry,
  state: PersonState,
  { caller, id }: { readonly caller: Caller; readonly id: Uuid },
): readonly Uuid[] {
  return newNames(command, state).organisation === null ? [] : [caller.person, id];
}

/** Refuses a command that newly names an employer, manager or organisation which is unknown or over. */
export function wrongNames(
  command: PersonEntry,
  state: PersonState,
  context: Pick<DecisionContext<unknown, PersonReferences>, 'id' | 'caller' | 'humanOf' | 'references'>,
): Refused | null {
  const { id, references } = context;
  if (command.manager === id) return refuse('PERSON_OWN_MANAGER');
  const named = newNames(command, state);
  // Whoever speaks for an organisation holds a role by it.
  if (named.organisation !== null && mayBeOneself(context)) return refuse('ROLE_TO_ONESELF');
  return (
    notNameable(named.employer, references.employer, { unknown: 'EMPLOYER_UNKNOWN', over: 'EMPLOYER_CLOSED' }) ??
    notNameable(named.manager, references.manager, { unknown: 'MANAGER_UNKNOWN', over: 'MANAGER_LEFT' }) ??
    notNameable(named.organisation, references.organisation, {
      unknown: 'ORGANISATION_UNKNOWN',
      over: 'ORGANISATION_CLOSED',
    })
  );
}

function newNames(command: PersonEntry, state: PersonState): Readonly<Record<keyof typeof CATEGORY_OF, Uuid | null>> {
  const held = state.status === 'unknown' ? null : state;
  return {
    employer: newlyNamed(command.employer, held?.employer),
    manager: newlyNamed(command.manager, held?.manager),
    organisation: newlyNamed(command.organisation, held?.organisation),
  };
}
