import type {
  Act,
  Basis,
  Cause,
  CivilDate,
  ClaimName,
  EventOf,
  Party,
  Personal,
  Recorded,
  Uuid,
  ValuesOf,
  Zone,
} from '@jalon/kernel';
import type {
  AmendmentProposed,
  Attribution,
  AttributionField,
  Criterion,
  forcedClosure,
  MissionClosed,
} from './events.js';
import type { TimeEntry } from './state/time-entry.state.js';

/** What an amendment can change. */
export type Terms = ValuesOf<(typeof AmendmentProposed)['fields']>['terms'];

/** Terms that hold from `from` until the day before `until`, or without end. */
export interface DatedTerms {
  readonly from: CivilDate;
  readonly until: CivilDate | null;
  readonly terms: Terms;
}

/** Who accepted, by party. */
export type Acceptances = Readonly<Partial<Record<Party, Uuid>>>;

/** What is known of a mission from its proposal on, whatever becomes of it. */
export interface Proposal {
  readonly employee: Uuid;
  readonly employer: Uuid;
  readonly organisation: Uuid;
  readonly need: Uuid | null;
  readonly manager: Uuid | null;
  readonly basis: Basis;
  readonly title: string;
  readonly cause: Cause | null;
  readonly sdg: number | null;
  readonly startsOn: CivilDate;
  readonly zone: Zone;
  readonly proposedTerms: Terms;
  /** The terms last agreed: the proposed ones, or those of the last amendment. */
  readonly terms: Terms;
  /** Which terms hold on which days. Time is checked against the terms of its own day. */
  readonly schedule: readonly DatedTerms[];
  readonly proposer: { readonly party: Party; readonly person: Uuid };
  /** The parties asked to accept, besides the proposer. */
  readonly required: readonly Party[];
  /** Includes the proposer's: proposing is accepting. */
  readonly acceptances: Acceptances;
  readonly evaluators: readonly Party[];
  /** The rule set that it was proposed under and is held to for life. */
  readonly rules: string;
  /** The claims that it rests on. */
  readonly claims: readonly ClaimName[];
}

/** What a mission has from its confirmation on. */
export interface Course {
  readonly attribution: Attribution;
  /** Who last corrected each code, and why. */
  readonly mended: Readonly<Partial<Record<AttributionField, Reasoned>>>;
  /** In the order in which they were logged. */
  readonly entries: readonly TimeEntry[];
  readonly amendments: readonly Amendment[];
  readonly suspensions: readonly Suspension[];
  /** The latest forced closure that was requested. */
  readonly forcedClosure: ForcedClosure | null;
  /** Everyone who has requested one so far: they claimed outcomes, whatever became of the request. */
  readonly claimants: readonly Uuid[];
}

/** Who did something, and why. */
export interface Reasoned {
  readonly by: Uuid;
  readonly reason: Personal<string> | null;
}

export interface Amendment extends Reasoned {
  readonly amendmentId: Uuid;
  readonly terms: Terms;
  readonly effectiveFrom: CivilDate;
  readonly required: readonly Party[];
  readonly acceptances: Acceptances;
  readonly status: 'open' | 'accepted' | 'declined';
  readonly refusal: PartyRefusal | null;
}

export interface PartyRefusal extends Reasoned {
  readonly party: Party;
}

/** Days on which no time may be given: from `from` until the day before `to`, or without end. */
export interface Suspension {
  readonly from: CivilDate;
  readonly reason: string;
  readonly by: Uuid;
  readonly to: CivilDate | null;
  readonly resumedBy: Uuid | null;
}

export type ForcedClosure = Act<ValuesOf<(typeof forcedClosure)['fields']>>;

/** What a mission keeps from its closure on. */
export interface Closure {
  readonly endedOn: CivilDate;
  readonly forced: boolean;
  readonly by: Uuid;
  readonly reason: Personal<string> | null;
  /** As last stated: by the closure, or by a restatement after it. */
  readonly totals: ValuesOf<(typeof MissionClosed)['fields']>['totals'];
  readonly outcomes: ValuesOf<(typeof MissionClosed)['fields']>['outcomes'];
  /** Who claimed any version of the outcomes: by the four-eyes rule, none of them may answer for them. */
  readonly claimants: readonly Uuid[];
  readonly outcomesAnswer: OutcomesAnswer | null;
  readonly evaluationDeadline: CivilDate;
  readonly evaluations: Readonly<Partial<Record<Party, Evaluation>>>;
}

export type Unknown = { readonly status: 'unknown' };
export type Proposed = Proposal & { readonly status: 'proposed' };
export type Declined = Proposal & { readonly status: 'declined'; readonly refusal: PartyRefusal };
export type Withdrawn = Proposal & { readonly status: 'withdrawn'; readonly withdrawal: Reasoned };
export type Confirmed = Proposal & { readonly status: 'confirmed'; readonly course: Course };
export type Suspended = Proposal & { readonly status: 'suspended'; readonly course: Course };
export type Closed = Proposal & { readonly status: 'closed'; readonly course: Course; readonly closure: Closure };
export type Evaluated = Proposal & { readonly status: 'evaluated'; readonly course: Course; readonly closure: Closure };
export type Cancelled = Proposal & {
  readonly status: 'cancelled';
  /** Null when it was cancelled before it was confirmed. */
  readonly course: Course | null;
  readonly cancellation: { readonly party: Party; readonly by: Uuid; readonly reason: string };
};

export type MissionState =
  Unknown | Proposed | Declined | Withdrawn | Confirmed | Suspended | Closed | Evaluated | Cancelled;

/** A mission that was proposed. */
export type Mission = Exclude<MissionState, Unknown>;
/** A mission on which time may be given. */
export type Running = Confirmed | Suspended;
/** A mission that was closed. */
export type Ended = Closed | Evaluated;
/** A mission that was confirmed once, and so has entries and an attribution. */
export type Started = Running | Ended | (Cancelled & { readonly course: Course });

export const noMission: MissionState = { status: 'unknown' };

export function isRunning(state: MissionState): state is Running {
  return state.status === 'confirmed' || state.status === 'suspended';
}

export function hasEnded(state: MissionState): state is Ended {
  return state.status === 'closed' || state.status === 'evaluated';
}

export function hasStarted(state: MissionState): state is Started {
  return isRunning(state) || hasEnded(state) || (state.status === 'cancelled' && state.course !== null);
}

/** A party's evaluation, in its last version. */
export interface Evaluation {
  readonly by: Uuid;
  /** Which version, from 1. */
  readonly number: number;
  readonly scores: readonly { readonly criterion: Criterion; readonly score: number }[];
  readonly comment: Personal<string> | null;
}

/** What the organisation said of the outcomes. */
export type OutcomesAnswer =
  | { readonly answer: 'confirmed'; readonly by: Uuid }
  | { readonly answer: 'disputed'; readonly by: Uuid; readonly reason: Personal<string> | null };

/** The terms that hold on `date` and after, the earliest first. */
export function termsSince(schedule: readonly DatedTerms[], date: CivilDate): readonly DatedTerms[] {
  return schedule.filter(({ until }) => until === null || date < until);
}

/** The schedule with other terms from `from` on: they replace what was agreed for later days. */
export function rescheduled(schedule: readonly DatedTerms[], from: CivilDate, terms: Terms): readonly DatedTerms[] {
  const before = schedule
    .filter((dated) => dated.from < from)
    .map((dated) => (dated.until !== null && dated.until <= from ? dated : { ...dated, until: from }));
  return [...before, { from, until: null, terms }];
}

/** An event of that definition, as a fold sees it. */
export type Happened<Definition> = Recorded<EventOf<Definition>>;

/** The state with its course changed; a mission that never started stays as it is. */
export function onCourse(state: MissionState, change: (course: Course) => Course): MissionState {
  if (!hasStarted(state)) return state;
  const course = change(state.course);
  return course === state.course ? state : withCourse(state, course);
}

function withCourse(state: Started, course: Course): MissionState {
  return { ...state, course };
}

/** The list with the items that `is` finds changed; the same list when it finds none. */
export function changeOne<T>(items: readonly T[], is: (item: T) => boolean, change: (item: T) => T): readonly T[] {
  const index = items.findIndex(is);
  const item = items[index];
  return item === undefined ? items : items.with(index, change(item));
}
