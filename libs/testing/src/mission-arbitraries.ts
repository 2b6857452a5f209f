import { addDays, BASES, PARTIES, ROLES, type Caller, type CommandClass } from '@jalon/kernel';
import * as mission from '@jalon/mission';
import fc from 'fast-check';
import { arbitraryHistory, SOME_IDS } from './arbitraries.js';
import { NEW_ID } from './context.js';
import {
  admin,
  colleague,
  confirmed,
  employee,
  ENTRY,
  host,
  hr,
  manager,
  ORGANISATION,
  OTHER_ENTRY,
} from './mission-story.js';
import type { HistoryEvent } from './decider-specification.js';

/** Commands with values that their classes allow, made of few ids, days and words so that they meet. */
const anId = fc.constantFrom(...SOME_IDS);
const SOME_ENTRIES = [ENTRY, OTHER_ENTRY, ...SOME_IDS.slice(0, 1)];
const anEntry = fc.constantFrom(...SOME_ENTRIES);
const aDay = fc.integer({ min: -15, max: 3 }).map((days) => addDays('2026-06-15', days));
const aLastDay = fc.oneof(aDay, fc.constant('2026-06-15'));
const aWord = fc.constantFrom('a', 'b', 'c');
/** The id that a request gets in a test (`newId`), and others. */
const anAct = fc.oneof({ weight: 3, arbitrary: fc.constant(NEW_ID) }, { weight: 1, arbitrary: anId });
const aParty = fc.constantFrom(...PARTIES);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

type ValuesOfCommand<C> = { readonly [K in keyof C]?: fc.Arbitrary<unknown> };

function a<C extends object>(command: CommandClass<C>, values: ValuesOfCommand<C>): fc.Arbitrary<C> {
  return fc.record(values as Record<string, fc.Arbitrary<unknown>>).map((drawn) => {
    const given = Object.entries(drawn).filter(([, value]) => value !== undefined);
    return Object.assign(new command(), Object.fromEntries(given));
  });
}

const time = fc.oneof(
  fc.record({ date: aDay, unit: fc.constant('half-day'), half: fc.constantFrom(...mission.HALVES) }),
  fc.record({
    date: aDay,
    unit: fc.constant('minutes'),
    minutes: fc.constantFrom(30, 240, 420, 600, 1_440),
    startsAt: maybe(fc.constantFrom('08:00', '10:30', '14:00', '23:59')),
    onDuty: maybe(fc.boolean()),
  }),
);

const onTime = <C extends object>(command: CommandClass<C>, values: ValuesOfCommand<C>): fc.Arbitrary<C> =>
  fc.tuple(a(command, values), time).map(([made, given]) => Object.assign(made, given));

const outcomes = maybe(
  fc.constantFrom([], [{ indicator: 'people-trained', quantity: 12 }], [{ indicator: 'meals', quantity: 0 }]),
);
const scores = fc
  .uniqueArray(fc.constantFrom(...mission.CRITERIA), { minLength: 1 })
  .chain((criteria) =>
    fc.tuple(
      ...criteria.map((criterion) =>
        fc.record({ criterion: fc.constant(criterion), score: fc.integer({ min: 1, max: 5 }) }),
      ),
    ),
  );

const hours = fc.oneof(
  { weight: 4, arbitrary: onTime(mission.LogHours, { entryId: maybe(anEntry), comment: maybe(aWord) }) },
  { weight: 3, arbitrary: a(mission.ApproveHours, { entryId: anEntry }) },
  { weight: 1, arbitrary: a(mission.RejectHours, { entryId: anEntry, reason: aWord }) },
  { weight: 2, arbitrary: onTime(mission.CorrectHours, { entryId: anEntry, reason: aWord }) },
);

const ending = fc.oneof(
  a(mission.CloseMission, { endedOn: aLastDay, outcomes, reason: maybe(aWord) }),
  a(mission.RequestForcedClosure, { endedOn: aLastDay, outcomes, reason: aWord }),
  a(mission.ConfirmForcedClosure, { actId: anAct }),
  a(mission.RefuseForcedClosure, { actId: anAct }),
  a(mission.WithdrawForcedClosure, { actId: anAct }),
  a(mission.ConfirmOutcomes, { outcomes }),
  a(mission.DisputeOutcomes, { reason: aWord }),
  a(mission.EvaluateMission, { party: maybe(aParty), scores, comment: maybe(aWord) }),
);

const course = fc.oneof(
  a(mission.ProposeAmendment, {
    amendmentId: maybe(anId),
    endsOn: maybe(aDay),
    plannedMinutes: maybe(fc.constantFrom(0, 600, 4_200, 9_000)),
    effectiveFrom: maybe(aDay),
    reason: maybe(aWord),
  }),
  a(mission.AcceptAmendment, { amendmentId: anId, party: maybe(aParty) }),
  a(mission.DeclineAmendment, { amendmentId: anId, party: maybe(aParty), reason: maybe(aWord) }),
  a(mission.SuspendMission, { from: aDay, reason: fc.constantFrom(...mission.SUSPENSION_REASONS) }),
  a(mission.ResumeMission, { from: aDay }),
  a(mission.CancelMission, { reason: fc.constantFrom(...mission.CANCELLATION_REASONS), party: maybe(aParty) }),
  a(mission.CorrectAttribution, {
    field: fc.constantFrom(...mission.ATTRIBUTION_FIELDS),
    value: fc.option(fc.constantFrom(...SOME_IDS, 'service', 'social', '7', 'LYON', 'not a code')),
    reason: aWord,
  }),
  // People who answer, so that some are attributed the time that they answered for.
  a(mission.CorrectAttribution, {
    field: fc.constant('employee' as const),
    value: fc.constantFrom(employee.person, host.person, colleague.person),
    reason: aWord,
  }),
);

const beginning = fc.oneof(
  a(mission.ProposeMission, {
    employee: fc.constantFrom(employee.person, ...SOME_IDS),
    employer: maybe(anId),
    organisation: maybe(fc.constantFrom(ORGANISATION, ...SOME_IDS)),
    need: maybe(anId),
    manager: maybe(anId),
    basis: fc.constantFrom(...BASES),
    title: maybe(aWord),
    startsOn: aDay,
    endsOn: aDay,
    plannedMinutes: fc.constantFrom(0, 1, 4_200),
    zone: maybe(fc.constantFrom('Europe/Paris', 'Pacific/Auckland')),
    party: maybe(aParty),
  }),
  a(mission.AcceptMission, { party: maybe(aParty) }),
  a(mission.DeclineMission, { party: maybe(aParty), reason: maybe(aWord) }),
  a(mission.WithdrawMission, { reason: maybe(aWord) }),
);

/** Any command of a mission, with values that its class allows. */
export const arbitraryMissionCommand: fc.Arbitrary<object> = fc.oneof(beginning, hours, course, ending);

/** Values that almost pass for a date, an id or a field. */
const nearMisses = fc.constantFrom('2026-06-31', '2026-06-1', '__proto__', 'constructor');

/** Any command of a mission, each of its values replaced by nonsense of the same type. */
export const arbitraryNonsense: fc.Arbitrary<object> = fc
  .tuple(arbitraryMissionCommand, fc.oneof(fc.string(), nearMisses), fc.oneof(fc.integer(), fc.double()))
  .map(([command, text, number]) => {
    const nonsense = Object.entries(command).map(([name, value]) => [
      name,
      typeof value === 'string' ? text : typeof value === 'number' ? number : (value as unknown),
    ]);
    // The class allows only known codes, and a decision may rely on that.
    const codes = Object.entries(command).filter(([name]) =>
      ['basis', 'unit', 'half', 'field', 'party'].includes(name),
    );
    return Object.assign(command, Object.fromEntries([...nonsense, ...codes])) as object;
  });

/** The mission's own people, each with any roles besides their own. */
export const arbitraryCaller: fc.Arbitrary<Caller> = fc
  .tuple(
    fc.constantFrom(employee, manager, hr, admin, host, colleague),
    fc.uniqueArray(fc.constantFrom(...ROLES), { maxLength: 3 }),
    fc.boolean(),
  )
  .map(([caller, roles, guest]) => ({
    ...caller,
    roles: [...new Set([...caller.roles, ...roles])],
    organisation: guest ? ORGANISATION : caller.organisation,
  }));

/** One step of a mission's life: a command, its caller, and how many days from today. */
export interface Step {
  readonly command: object;
  readonly caller: Caller;
  readonly days: number;
}

const steps = (maxLength: number): fc.Arbitrary<readonly Step[]> =>
  fc.array(
    fc.record({
      command: fc.oneof(
        { weight: 6, arbitrary: hours },
        { weight: 1, arbitrary: course },
        { weight: 2, arbitrary: ending },
      ),
      caller: arbitraryCaller,
      days: fc.integer({ min: 0, max: 10 }),
    }),
    { maxLength, size: 'max' },
  );

/** The steps that close most missions: the organisation answers, then the company closes. */
const anEnd: readonly Step[] = [
  ...SOME_ENTRIES.map((entryId) => ({
    command: Object.assign(new mission.ApproveHours(), { entryId }),
    caller: host,
    days: 0,
  })),
  { command: Object.assign(new mission.CloseMission(), { endedOn: '2026-06-15', reason: 'a' }), caller: hr, days: 0 },
];

/** Steps that a mission may be asked to take once it is confirmed, most of them about time. */
export const arbitraryLife: fc.Arbitrary<readonly Step[]> = fc
  .tuple(steps(30), fc.constantFrom([], anEnd), steps(20))
  .map(([before, end, after]) => [...before, ...end, ...after]);

/** Any events in any order, often after those that confirm a mission. */
export const arbitraryMissionHistory: fc.Arbitrary<HistoryEvent[]> = fc
  .tuple(
    fc.constantFrom([], confirmed().slice(0, 1), confirmed(), confirmed()),
    arbitraryHistory(mission.missionEvents),
  )
  .map(([before, after]) => [...before, ...after]);
