import { addDays, entryOf, type Decision, type Recorded } from '@jalon/kernel';
import {
  arbitraryCaller,
  arbitraryLife,
  arbitraryMissionCommand,
  arbitraryMissionHistory,
  arbitraryNonsense,
  contextOf,
  missionStory,
  openAll,
  recorded,
  type Step,
} from '@jalon/testing';
import fc from 'fast-check';
import type { MissionEvent } from './events.js';
import { missionDecider } from './mission.decider.js';
import { hasEnded, hasStarted, type MissionState } from './mission.state.js';
import { overlap } from './decisions/time-asked.js';
import { isLive, totalsOf, type Totals } from './state/time-entry.state.js';

const { confirmed, hr, MISSION, theirEntries } = missionStory;
const base = contextOf('mission', MISSION, hr);
type Happened = Recorded<MissionEvent>;

/** A confirmed mission, and whatever its people then do with it through the decider. */
interface Life {
  readonly events: readonly Happened[];
  readonly state: MissionState;
}

function live(steps: readonly Step[]): Life {
  const begun = recorded(confirmed(), base) as readonly Happened[];
  return steps.reduce(take, { events: begun, state: stateAfter(begun) });
}

function take({ events, state }: Life, { command, caller, days }: Step): Life {
  const now = `${addDays('2026-06-15', days)}T10:00:00.000Z`;
  const decision = decide(command, state, { caller, now, nextRevision: events.length });
  if (!decision.accepted) return { events, state };
  const news = decision.events.map((made, index) => ({
    ...made,
    id: MISSION,
    stream: base.stream,
    revision: events.length + index,
    recordedAt: now,
    actor: decision.actor,
    rules: 'base@1',
  })) as readonly Happened[];
  return { events: [...events, ...news], state: news.reduce(missionDecider.evolve, state) };
}

function decide(command: object, state: MissionState, given: object): Decision<MissionEvent> {
  const entry = entryOf(missionDecider, command)!;
  const opened = openAll(entry.opens?.(command, state, theirEntries) ?? {});
  return entry.decide(command, state, {
    ...base,
    references: theirEntries,
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

describe('whatever happens to a mission', () => {
  it('its totals are the sums of its entries, also those stated at its closure and after', () => {
    const met = forEveryLife(1_500, ({ events, state }) => {
      if (!hasStarted(state)) return 0;
      const expected = counted(events);
      expect(totalsOf(state.course.entries)).toEqual(expected);
      if (hasEnded(state)) expect(state.closure.totals).toEqual(expected);
      return hasEnded(state) && expected.approvedMinutes > 0 ? 1 : 0;
    });
    expect(met).toBeGreaterThan(20);
  });

  it('nobody answers for time that is theirs or of which they wrote any version, whatever roles they hold', () => {
    const met = forEveryLife(1_500, ({ events }) => {
      const writers = new Map<string, Set<string>>();
      let answers = 0;
      for (const { type, data, actor } of events) {
        if (type === 'HoursLogged' || type === 'HoursCorrected') {
          const before = writers.get(data.entryId) ?? new Set();
          writers.set(data.entryId, before.add(data.employee).add(actor.person));
        }
        if (type === 'HoursApproved' || type === 'HoursRejected') {
          expect(writers.get(data.entryId)).not.toContain(actor.person);
          answers += 1;
        }
      }
      return answers;
    });
    expect(met).toBeGreaterThan(200);
  });

  it('nobody confirms outcomes that are theirs or that they claimed, whatever roles they hold', () => {
    const met = forEveryLife(2_000, ({ events }) => {
      const claimants = new Set<string>([missionStory.employee.person]);
      let answers = 0;
      for (const { type, actor } of events) {
        if (type === 'MissionClosed') claimants.add(actor.person);
        if (type === 'OutcomesConfirmed') {
          expect(claimants).not.toContain(actor.person);
          answers += 1;
        }
      }
      return answers;
    });
    expect(met).toBeGreaterThan(20);
  });

  it('a forced closure takes two people', () => {
    const met = forEveryLife(3_000, ({ events }) => {
      const closure = events.findIndex(({ type, data }) => type === 'MissionClosed' && data.forced);
      if (closure < 0) return 0;
      const request = events.slice(0, closure).findLast(({ type }) => type === 'ForcedClosureRequested');
      expect(request?.actor.person).not.toBe(events[closure]?.actor.person);
      return 1;
    });
    expect(met).toBeGreaterThan(10);
  });

  it('time that counts never overlaps, nor exceeds a day, a week or the plan', () => {
    const met = forEveryLife(1_500, ({ state }) => {
      if (!hasStarted(state) || state.course.amendments.length > 0) return 0;
      const times = state.course.entries.filter(isLive).map(({ given }) => given);
      const minutes = (some: typeof times) => some.reduce((sum, time) => sum + time.minutes, 0);
      for (const time of times) {
        expect(times.filter((other) => overlap(time, other))).toHaveLength((time.startsAt ?? time.half) ? 1 : 0);
        const paid = times.filter(({ date, onDuty, unit }) => date === time.date && onDuty && unit === 'minutes');
        expect(minutes(paid)).toBeLessThanOrEqual(600);
      }
      expect(minutes(times)).toBeLessThanOrEqual(4_620);
      return times.length > 2 ? 1 : 0;
    });
    expect(met).toBeGreaterThan(100);
  });

  it('it is evaluated exactly when every party that was asked has evaluated', () => {
    forEveryLife(1_500, ({ state }) => {
      if (!hasEnded(state)) return 0;
      const given = state.evaluators.every((party) => state.closure.evaluations[party] !== undefined);
      expect(state.status).toBe(given ? 'evaluated' : 'closed');
      return 1;
    });
  });

  it('nonsense is answered like anything else, and twice the same', () => {
    fc.assert(
      fc.property(arbitraryMissionHistory, arbitraryNonsense, arbitraryCaller, (history, command, caller) => {
        const state = stateAfter(recorded(history, base) as readonly Happened[]);
        const decision = decide(command, state, { caller });
        expect(decide(command, state, { caller })).toEqual(decision);
      }),
      { numRuns: 2_000 },
    );
  });

  it('the same command given again changes nothing more', () => {
    fc.assert(
      fc.property(arbitraryLife, arbitraryMissionCommand, arbitraryCaller, (steps, command, caller) => {
        const once = take(live(steps), { command, caller, days: 0 });
        const twice = take(once, { command, caller, days: 0 });
        expect(twice.events).toHaveLength(once.events.length);
      }),
      { numRuns: 1_500 },
    );
  });
});
