import {
  accepted,
  civilDateIn,
  ERASED,
  event,
  isAlreadySo,
  isRefused,
  SYSTEM_ACTOR,
  type Actor,
  type CivilDate,
  type Decider,
  type Decision,
  type PersonKind,
  type Refused,
} from '@jalon/kernel';
import type { Context, RuleSet } from '@jalon/rules';
import { asCompany, endAhead } from './company.js';
import { ownEntryCommands } from './own-entry.decision.js';
import { personMergerCommands } from './person-merger.decision.js';
import { RecordDeparture, RegisterPerson, RevisePerson, type PersonEntry } from './person.commands.js';
import { personEvents, PersonLeft, PersonRegistered, PersonRevised, type PersonEvent } from './person.events.js';
import { peopleCompared, referencesOf, wrongNames, type PersonReferences } from './person.references.js';
import { evolvePerson, noPerson, type PersonState } from './person.state.js';
import { uniqueOf, uniqueValues } from './person.unique.js';
import { comparePersonal, plainValuesOf, sealedValuesOf, valuesOf } from './person.values.js';
import { refuse } from './rejections.js';
import { roleCommands } from './role-grant.decision.js';
import { isInForce } from './role.events.js';

type PersonContext = Context<PersonReferences>;
type PersonDecision = Decision<PersonEvent>;

function register(command: RegisterPerson, state: PersonState, context: PersonContext): PersonDecision {
  const kind = command.kind ?? 'participant';
  const { caller, opened } = context;
  const actor = asCompanyFor(command, state, context);
  // An id that somebody of another employer has answers as any other id that is taken.
  if (isRefused(actor))
    return actor.rejection.code === 'PERSON_NOT_FOUND' ? refuse('PERSON_ALREADY_REGISTERED') : actor;
  if (context.id === SYSTEM_ACTOR) return refuse('PERSON_ID_RESERVED');
  switch (state.status) {
    case 'left':
      return refuse('PERSON_ALREADY_LEFT', { leftOn: state.leftOn });
    case 'registered': {
      const comparison = comparePersonal(command, state, opened);
      if (comparison === ERASED) return refuse('SUBJECT_ERASED');
      const alreadySo =
        comparison === 'same' &&
        isAlreadySo({ ...plainValuesOf(command, state), kind, writtenBy: caller.person }, state);
      return alreadySo ? accepted(actor, []) : refuse('PERSON_ALREADY_REGISTERED');
    }
    case 'unknown':
      return (
        wrong(command, kind, state, context) ??
        accepted(
          actor,
          [event(PersonRegistered, { ...valuesOf(command, state), ...(kind !== 'participant' && { kind }) })],
          [],
          uniqueOf(command, state, opened),
        )
      );
  }
}

function revise(command: RevisePerson, state: PersonState, context: PersonContext): PersonDecision {
  const { opened } = context;
  if (state.status === 'unknown') return refuse('PERSON_NOT_FOUND');
  const actor = asCompanyFor(command, state, context);
  if (isRefused(actor)) return actor;
  if (state.status === 'left') return refuse('PERSON_ALREADY_LEFT', { leftOn: state.leftOn });
  const comparison = comparePersonal(command, state, opened);
  // Even if the values differ: new personal data would bring back the erased person.
  if (comparison === ERASED) return refuse('SUBJECT_ERASED');
  if (comparison === 'same' && isAlreadySo(plainValuesOf(command, state), state)) return accepted(actor, []);
  return (
    wrong(command, state.kind, state, context) ??
    accepted(actor, [event(PersonRevised, valuesOf(command, state))], [], uniqueOf(command, state, opened))
  );
}

function recordDeparture({ leftOn }: RecordDeparture, state: PersonState, context: PersonContext): PersonDecision {
  const { caller } = context;
  if (state.status === 'unknown') return refuse('PERSON_NOT_FOUND');
  const actor = asCompanyFor(null, state, context);
  if (isRefused(actor)) return actor;
  switch (state.status) {
    case 'left':
      return isAlreadySo({ leftOn, recordedBy: caller.person }, state)
        ? accepted(actor, [])
        : refuse('PERSON_ALREADY_LEFT', { leftOn: state.leftOn });
    case 'registered':
      return endAhead(leftOn, context) ?? accepted(actor, [event(PersonLeft, { leftOn })], [], []);
  }
}

/**
 * The caller as the company, for an entry. A role that is limited to an employer maintains the entries of its people, as far as
 * they reach no further: it moves nobody from or to another employer, and leaves alone whoever holds a role that was granted or
 * speaks for an organisation, whose address is a way to what they may do.
 */
function asCompanyFor(command: PersonEntry | null, state: PersonState, context: PersonContext): Actor | Refused {
  const { caller, id, zone, now } = context;
  const whole = asCompany(caller);
  if (whole) return whole;
  const employer = (state.status === 'unknown' ? command?.employer : state.employer) ?? null;
  const limited = asCompany(caller, employer);
  if (!limited) {
    const mayKnow = state.status === 'unknown' || caller.person === id || caller.roles.length > 0;
    return refuse(mayKnow ? 'DIRECTORY_COMPANY_ONLY' : 'PERSON_NOT_FOUND');
  }
  const today = civilDateIn(zone, now);
  const moves = command !== null && (command.employer ?? null) !== employer;
  const represents =
    (command?.organisation ?? null) !== null || (state.status !== 'unknown' && state.organisation !== null);
  const holdsRoles = state.status !== 'unknown' && state.grants.some((grant) => isInForce(grant, today));
  return moves || represents || holdsRoles ? refuse('PERSON_BEYOND_EMPLOYER') : limited;
}

function wrong(command: PersonEntry, kind: PersonKind, state: PersonState, context: PersonContext): Refused | null {
  const today = civilDateIn(context.zone, context.now);
  if (command.birthDate && command.birthDate > today) return refuse('BIRTH_DATE_IN_FUTURE');
  return wrongKind(kind, plainValuesOf(command, state), state, today) ?? wrongNames(command, state, context);
}

/** An outside auditor or a service ends on a day that is known, and is nobody's employee or coordinator. */
function wrongKind(
  kind: PersonKind,
  { until, employer, manager, organisation }: ReturnType<typeof plainValuesOf>,
  state: PersonState,
  today: CivilDate,
): Refused | null {
  if (kind === 'participant') return until === null ? null : refuse('PERSON_UNTIL_UNEXPECTED');
  if (until === null) return refuse('PERSON_UNTIL_MISSING');
  if (employer !== null || manager !== null || organisation !== null) return refuse('PERSON_OUTSIDE_COMPANY');
  const held = state.status === 'unknown' ? null : state.until;
  return until < today && until !== held ? refuse('UNTIL_IN_PAST', { until, today }) : null;
}

/** A human of the tenant. */
export const personDecider: Decider<PersonState, PersonEvent, RuleSet> = {
  category: 'person',
  initialState: noPerson,
  evolve: evolvePerson,
  exists: ({ status }) => status !== 'unknown',
  rulesOf: () => null,
  events: personEvents,
  mergedInto: (state) => (state.status === 'unknown' ? null : state.mergedInto),
  unique: uniqueValues,
  commands: [
    {
      command: RegisterPerson,
      name: 'RegisterPerson',
      references: referencesOf,
      people: peopleCompared,
      opens: sealedValuesOf,
      decide: register,
    },
    {
      command: RevisePerson,
      name: 'RevisePerson',
      references: referencesOf,
      people: peopleCompared,
      opens: sealedValuesOf,
      decide: revise,
    },
    { command: RecordDeparture, name: 'RecordDeparture', decide: recordDeparture },
    ...ownEntryCommands,
    ...roleCommands,
    ...personMergerCommands,
  ],
};
