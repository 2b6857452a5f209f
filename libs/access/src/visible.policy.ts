import {
  PARTIES,
  addDays,
  type Caller,
  type CivilDate,
  type Envelope,
  type EventDefinition,
  type Party,
  type Uuid,
  type Visibility,
} from '@jalon/kernel';
import { evaluationsRevealed } from '@jalon/rules';
import { holdsOneOf, oversees } from './company.policy.js';
import { missionSight, speaksForItsOrganisation, type MissionFacts } from './mission.policy.js';
import { isReached } from './policies.js';

/** What must be known of an event, or of what was folded from it, to say who may see it. */
export interface EventFacts {
  readonly visibility: Visibility;
  /** Who did it. */
  readonly person: Uuid;
  /** The party that refused or evaluated; null where the event names none. */
  readonly party: Party | null;
}

/** How an event is shown, and why it is not shown whole: an answer says so. */
export type Shown = Whole | Masked | Hidden;

export interface Whole {
  readonly show: 'whole';
}

/** Type, revision, time and hash, without actor and data. */
export interface Masked {
  readonly show: 'masked';
  readonly because: 'not-retained' | 'evaluation' | 'personal-time' | 'manager-detail' | 'employer';
  /** The first day on which it is shown whole, where that is known. */
  readonly opensOn?: CivilDate;
}

/** As if it were not there. */
export interface Hidden {
  readonly show: 'hidden';
}

const WHOLE: Whole = { show: 'whole' };
const HIDDEN: Hidden = { show: 'hidden' };
const PERSONAL_TIME: Masked = { show: 'masked', because: 'personal-time' };
const OF_THE_TENANT: Masked = { show: 'masked', because: 'employer' };

/** What an event that belongs to no mission belongs to. */
export interface Belonging {
  /** The employer whose entry, person or offer it is about; null where it is none's, or where that is not known. */
  readonly employer: Uuid | null;
  /** Whether it is about what the employers of the tenant share: an organisation, a need, a published month. */
  readonly isShared: boolean;
}

/**
 * The same as `visible`, for answers with events of all kinds, where the roles by which the caller has them may be limited to
 * employers. What belongs to another employer is hidden. What the tenant's employers share is masked: whoever did it may be of
 * another employer.
 *
 * @param employers to which the caller is limited in the action that is answered (`limitsOf`); null for none
 */
export function visibleWithin(
  employers: readonly Uuid[] | null,
  event: EventFacts & Belonging,
  mission: MissionFacts | null,
  caller: Caller,
  at: CivilDate,
): Shown {
  if (employers === null || mission !== null) return visible(event, mission, caller, at);
  if (event.isShared) return OF_THE_TENANT;
  return isReached(event.employer, employers) ? visible(event, mission, caller, at) : HIDDEN;
}

/**
 * Whether and how a caller sees an event on day `at`. Every answer that shows events, or rows folded from them, asks
 * this one function: views, history, the past, audit, live stream, exports.
 *
 * @param mission the mission that the event belongs to or, for a claim, was made for; null where there is none. An event
 * that needs a mission and comes without is hidden.
 */
export function visible(
  event: EventFacts & Partial<Belonging>,
  mission: MissionFacts | null,
  caller: Caller,
  at: CivilDate,
): Shown {
  const employer = mission?.employer ?? event.employer ?? null;
  switch (event.visibility) {
    case 'directory':
      return WHOLE;
    case 'company':
      return companyShown(oversees(employer, caller), mission, caller);
    case 'operations':
      return companyShown(holdsOneOf(caller, ['admin', 'auditor'], employer), mission, caller);
    case 'mission':
      return missionShown(mission, caller);
    case 'refusal':
      return within(mission, caller, (seen) => refusalShown(event, seen, caller));
    case 'evaluation':
      return within(mission, caller, (seen) => evaluationShown(event, seen, caller, at));
  }
}

/** The facts of a stored event. */
export function eventFacts(
  definition: Pick<EventDefinition, 'visibility'>,
  { actor, data }: Pick<Envelope, 'actor' | 'data'>,
): EventFacts {
  const party = PARTIES.find((candidate) => candidate === data['party']) ?? null;
  return { visibility: definition.visibility, person: actor.person, party };
}

/** Events of the company or of the engine. One about a mission in personal time would reveal that mission. */
function companyShown(maySee: boolean, mission: MissionFacts | null, caller: Caller): Shown {
  if (!maySee) return HIDDEN;
  return mission?.basis === 'personal-time' ? missionShown(mission, caller) : WHOLE;
}

function missionShown(mission: MissionFacts | null, caller: Caller): Shown {
  return within(mission, caller, () => WHOLE);
}

/** Applies `rule` for a caller who sees the mission itself. */
function within(mission: MissionFacts | null, caller: Caller, rule: (mission: MissionFacts) => Shown): Shown {
  if (mission === null) return HIDDEN;
  switch (missionSight(mission, caller)) {
    case 'whole':
      return rule(mission);
    case 'masked':
      return PERSONAL_TIME;
    case 'hidden':
      return HIDDEN;
  }
}

/**
 * An employee's refusal may not be held against them. If other parties' refusals were shown, any other would be known to be
 * the employee's. So a refusal is shown to its author alone, or to the organisation's people, and others learn "not retained".
 */
function refusalShown(event: EventFacts, mission: MissionFacts, caller: Caller): Shown {
  const theirs = event.party === 'organisation' && speaksForItsOrganisation(mission, caller);
  return theirs || caller.person === event.person ? WHOLE : { show: 'masked', because: 'not-retained' };
}

function evaluationShown(event: EventFacts, mission: MissionFacts, caller: Caller, at: CivilDate): Shown {
  if (caller.person === event.person || evaluationsRevealed(mission, at)) return WHOLE;
  const opensOn = mission.evaluationDeadline === null ? {} : { opensOn: addDays(mission.evaluationDeadline, 1) };
  return { show: 'masked', because: 'evaluation', ...opensOn };
}

/** What an answer may keep of an event that it masks: enough to find the event in the log and to check the chain. */
export const KEPT_OF_MASKED = [
  'position',
  'stream',
  'revision',
  'category',
  'streamId',
  'type',
  'recordedAt',
  'hash',
] as const;
const KEPT_NAMES: ReadonlySet<string> = new Set(KEPT_OF_MASKED);

/** What an answer says in the place of what it masks. */
export interface Mask {
  /** Why. */
  readonly masked: Masked['because'];
  /** The first day on which it is shown whole; null where that is not known. */
  readonly opensOn: CivilDate | null;
}

export function maskOf({ because, opensOn }: Masked): Mask {
  return { masked: because, opensOn: opensOn ?? null };
}

/**
 * What is left of an event, or of a row about one, once masked; fields keep their order. Neither actor nor data is left, and
 * no command or correlation id: they lead to what the same person did elsewhere. A filter on a field that is left out must
 * not find the event.
 */
export function maskedEvent<E extends object>(
  event: E,
  masked: Masked,
): Pick<E, (typeof KEPT_OF_MASKED)[number] & keyof E> & Mask {
  const kept = Object.fromEntries(Object.entries(event).filter(([name]) => KEPT_NAMES.has(name)));
  return { ...(kept as Pick<E, (typeof KEPT_OF_MASKED)[number] & keyof E>), ...maskOf(masked) };
}
