import { addDays, civilDateIn, entryOf, mondayOf, type Decision, type Recorded } from '@jalon/kernel';
import {
  arbitraryCaller,
  arbitraryLife,
  arbitraryMissionHistory,
  arbitraryNonsense,
  contextOf,
  missionStory,
  openAll,
  recorded,
  type Step,
} from '@jalon/testing';
import fc from 'fast-check';
import type { MissionEvent, TimeGiven } from './events.js';
import { missionDecider } from './mission.decider.js';
import { hasEnded, hasStarted, type MissionState } from './mission.state.js';
import { minutesOf, overlap } from './decisions/time-limits.js';
import { isLive, totalsOf, type Totals } from './state/time-entry.state.js';

const { confirmed, hr, MISSION, theirEntries } = missionStory;
const base = contextOf('mission', MISSION, hr);
const references = { ...theirEntries, named: theirEntries.employee };
type Happened = Recorded<MissionEvent>;

/** A confirmed mission, and whatever its people then do with it through the decider. */
interface Life {
  readonly events: readonly Happened[];
  readonly state: MissionState;
}

function live(steps: readonly Step[]): Life {
  return steps.reduce(take, begun());
}

function begun(): Life {
  const events = recorded(confirmed(), base) as readonly Happened[];
  return { events, state: stateAfter(events) };
}

function take(life: Life, step: Step): Life {
  return after(life, ask(life, step), step);
}

function ask({ events, state }: Life, { command, caller, days }: Step): Decision<MissionEvent> {
  return decide(command, state, { caller, now: noonAfter(days), nextRevision: events.length });
}

function after({ events, state }: Life, decision: Decision<MissionEvent>, { days }: Step): Life {
  if (!decision.accepted) return { events, state };
  const news = decision.events.map((made, index) => ({
    ...made,
    id: MISSION,
    stream: base.stream,
    revision: events.length + index,
    recordedAt: noonAfter(days),
    actor: decision.actor,
    rules: 'base@1',
  })) as readonly Happened[];
  return { events: [...events, ...news], state: news.reduce(missionDecider.evolve, state) };
}

function noonAfter(days: number): string {
  return `${addDays('2026-06-15', days)}T10:00:00.000Z`;
}

function decide(command: object, state: MissionState, given: object): Decision<MissionEvent> {
  const entry = entryOf(missionDecider, command)!;
  const opened = openAll(entry.opens?.(command, state, references) ?? {});
  return entry.decide(command, state, {
    ...base,
    references,
    opened,
    ...given,
  }) as Decision<MissionEvent>;
}

function stateAfter(events: readonly Happened[]): MissionState {
  return events.reduce(missionDecider.evolve, missionDecider.initialState);
}

/** The totals as an auditor would count them: from the events alone, without the mission's own fold. */
function counted(events: readonly Happened[]): Totals {
  const entries = new Map<string, { minutes: number; onDuty: boolean; sum: 'approved' | keyof Totals }>();
  const mark = (entryId: string, sum: 'approved' | keyof Totals) => {
    entries.set(entryId, { ...entries.get(entryId)!, sum });
  };
  for (const { type, data } of events) {
    if (type === 'HoursLogged') entries.set(data.entryId, { ...data, sum: 'pendingMinutes' });
    if (type === 'HoursCorrected') entries.set(data.entryId, { ...data.after, sum: 'pendingMinutes' });
    if (type === 'HoursApproved') mark(data.entryId, 'approved');
    if (type === 'HoursRejected') mark(data.entryId, 'rejectedMinutes');
    if (type === 'HoursVoided') mark(data.entryId, 'voidedMinutes');
  }
  const totals = { ...missionStory.noTime };
  for (const { minutes, onDuty, sum } of entries.values()) {
    if (sum !== 'approved') totals[sum] += minutes;
    else totals[onDuty ? 'approvedMinutes' : 'approvedOffDutyMinutes'] += minutes;
  }
  return totals;
}

/** Paid time as contracts in hours count it: half-days count beside minutes only. */
function minutesInHours(paid: readonly TimeGiven[]): number {
  return paid.some(({ unit }) => unit === 'minutes') ? minutesOf(paid) : 0;
}

/** Runs the property over many lives, and says how often what it is about came up: a property of nothing proves nothing. */
function forEveryLife(runs: number, check: (life: Life) => number): number {
  let met = 0;
  fc.assert(
    fc.property(arbitraryLife, (steps) => {
      met += check(live(steps));
    }),
    { numRuns: runs },
  );
  return met;
}

// Hundreds of lives a property: more than jest's five seconds on a busy machine.

describe('whatever happens to a mission', () => {
  it('its totals are the sums of its entries, also those stated at its closure and after', () => {
    const met = forEveryLife(600, ({ events, state }) => {
      if (!hasStarted(state)) return 0;
      const expected = counted(events);
      expect(totalsOf(state.course.entries)).toEqual(expected);
      if (hasEnded(state)) expect(state.closure.totals).toEqual(expected);
      return hasEnded(state) && expected.approvedMinutes > 0 ? 1 : 0;
    });
    expect(met).toBeGreaterThan(15);
  });

  it('nobody answers for time of which they wrote any version, or that is attributed to them, then or later', () => {
    const met = forEveryLife(600, ({ events }) => {
      const writers = new Map<string, Set<string>>();
      const answers = new Map<string, string>();
      let attributed = missionStory.employee.person;
      let met = 0;
      for (const { type, data, actor } of events) {
        if (type === 'HoursLogged' || type === 'HoursCorrected') {
          const before = writers.get(data.entryId) ?? new Set();
          writers.set(data.entryId, before.add(data.employee).add(actor.person));
          answers.delete(data.entryId);
        }
        if (type === 'HoursApproved' || type === 'HoursRejected') {
          expect(writers.get(data.entryId)).not.toContain(actor.person);
          answers.set(data.entryId, actor.person);
          met += 1;
        }
        if (type === 'AttributionCorrected' && data.field === 'employee') attributed = data.after ?? attributed;
        expect([...answers.values()]).not.toContain(attributed);
      }
      return met;
    });
    expect(met).toBeGreaterThan(100);
  });

  it('nobody answers for outcomes of which they claimed any version, or that are attributed to them, then or later', () => {
    const met = forEveryLife(1_500, ({ events }) => {
      const claimants = new Set<string>([missionStory.employee.person]);
      let attributed = missionStory.employee.person;
      let answer: string | null = null;
      let met = 0;
      for (const { type, data, actor } of events) {
        if (type === 'ForcedClosureRequested' || type === 'MissionClosed') claimants.add(actor.person);
        if (type === 'OutcomesConfirmed' || type === 'OutcomesDisputed') {
          expect(claimants).not.toContain(actor.person);
          answer = actor.person;
          met += 1;
        }
        if (type === 'AttributionCorrected' && data.field === 'employee') attributed = data.after ?? attributed;
        expect(answer).not.toBe(attributed);
      }
      return met;
    });
    expect(met).toBeGreaterThan(5);
  });

  it('a forced closure takes two people, one act at a time, and each of its effects names the act that they confirmed', () => {
    const met = forEveryLife(3_000, ({ events }) => {
      let open: { readonly actId: string; readonly by: string; readonly expiresOn: string } | null = null;
      let confirmed: string | null = null;
      for (const { type, data, actor, recordedAt } of events) {
        const today = civilDateIn('Europe/Paris', recordedAt);
        if (type === 'ForcedClosureRequested') {
          expect(open === null || open.expiresOn < today).toBe(true);
          open = { actId: data.actId, by: actor.person, expiresOn: data.expiresOn };
        }
        if (type === 'ForcedClosureConfirmed' || type === 'ForcedClosureRefused') {
          expect(open?.actId).toBe(data.actId);
          expect(open?.by).not.toBe(actor.person);
          expect(today <= (open?.expiresOn ?? '')).toBe(true);
          if (type === 'ForcedClosureConfirmed') confirmed = data.actId;
          open = null;
        }
        if (type === 'ForcedClosureRequestWithdrawn') {
          expect(open).toMatchObject({ actId: data.actId, by: actor.person });
          open = null;
        }
        if (type === 'HoursVoided') expect(data.actId).toBe(confirmed);
        if (type === 'MissionClosed') expect(data.actId ?? null).toBe(data.forced ? confirmed : null);
      }
      return confirmed === null ? 0 : 1;
    });
    expect(met).toBeGreaterThan(5);
  });

  it('time that counts never overlaps, nor exceeds a day, a week or the plan, also where units are mixed', () => {
    const met = forEveryLife(500, ({ state }) => {
      if (!hasStarted(state) || state.course.amendments.length > 0) return 0;
      const times = state.course.entries.filter(isLive).map(({ given }) => given);
      const paid = times.filter(({ onDuty }) => onDuty);
      for (const time of times) {
        expect(times.filter((other) => overlap(time, other))).toHaveLength((time.startsAt ?? time.half) ? 1 : 0);
        const day = paid.filter(({ date }) => date === time.date);
        const week = paid.filter(({ date }) => mondayOf(date) === mondayOf(time.date));
        expect(minutesInHours(day)).toBeLessThanOrEqual(600);
        expect(minutesInHours(week)).toBeLessThanOrEqual(2_880);
        expect(day.filter(({ unit }) => unit === 'half-day').length).toBeLessThanOrEqual(2);
      }
      expect(minutesOf(times)).toBeLessThanOrEqual(4_620);
      return times.length > 2 ? 1 : 0;
    });
    expect(met).toBeGreaterThan(25);
  });

  it('it is evaluated exactly when every party that was asked has evaluated', () => {
    const met = forEveryLife(500, ({ state }) => {
      if (!hasEnded(state)) return 0;
      const given = state.evaluators.every((party) => state.closure.evaluations[party] !== undefined);
      expect(state.status).toBe(given ? 'evaluated' : 'closed');
      return 1;
    });
    expect(met).toBeGreaterThan(50);
  });

  it('nonsense is answered like anything else, and twice the same', () => {
    fc.assert(
      fc.property(arbitraryMissionHistory, arbitraryNonsense, arbitraryCaller, (history, command, caller) => {
        const state = stateAfter(recorded(history, base) as readonly Happened[]);
        const decision = decide(command, state, { caller });
        expect(decide(command, state, { caller })).toEqual(decision);
      }),
      { numRuns: 4_000 },
    );
  });

  it('what was accepted once is accepted again, and adds nothing', () => {
    let met = 0;
    fc.assert(
      fc.property(arbitraryLife, (steps) => {
        steps.reduce((life, step) => {
          const decision = ask(life, step);
          const next = after(life, decision, step);
          if (!decision.accepted) return next;
          met += 1;
          expect(ask(next, step)).toMatchObject({ accepted: true, events: [] });
          return next;
        }, begun());
      }),
      { numRuns: 500 },
    );
    expect(met).toBeGreaterThan(1_000);
  });
});
