import type { Month } from '@jalon/kernel';
import { approved, confirmedMission, logged, type GivenEvent } from '@jalon/testing';
import { firstPublishedWith } from '@jalon/rules';
import fc from 'fast-check';
import { ask, describeOverViews, employee, fixture, id, mission, viewsOver } from '../query/query.fixture.js';
import { projections } from '../projections.js';
import { readAll, tableReader } from '../query/table-reader.js';
import { fewestPeople, sumsOfPeople, works, type PublishedSum } from './adversary.fixture.js';
import { ImpactReport } from './impact.queries.js';
import { monthReadings, readMonthVersions } from './publication.answers.js';
import { publicationCorrectionsTable } from './publication-corrections.table.js';
import { averageHundredths } from './impact-figures.js';
import {
  heldBack,
  OTHERS,
  publishedStates,
  type MonthReading,
  type PublishedCell,
  type PublishedMonth,
} from './published-month.js';

const PEOPLE = 11;
/** The mission of each person that ends has this number, and theirs added. */
const ENDING = 200;
const SMALLEST = 5;
/** The fixture reads on 1 May 2026: April is the last month that has ended. */
const MONTHS: readonly Month[] = ['2026-01', '2026-02', '2026-03'];
const STATES: readonly Month[] = ['2026-02', '2026-03', '2026-04'];
const CAUSES = ['education', 'sport'];

/** What happens to one person's time, or to the outcomes and evaluations of a mission of theirs, at some instant. */
type Step = Readonly<{
  person: number;
  at: number;
  entry: number;
  kind: (typeof KINDS)[number];
  month: number;
  minutes: number;
}>;

const KINDS = [
  'log',
  'off',
  'minutes',
  'month',
  'duty',
  'reject',
  'again',
  'cause',
  'end',
  'dispute',
  'correct',
] as const;

const step: fc.Arbitrary<Step> = fc.record({
  person: fc.nat(PEOPLE - 1),
  // Around the ends of months as well as within them.
  at: fc.integer({ min: 20, max: 118 }),
  entry: fc.nat(1),
  kind: fc.constantFrom('log', ...KINDS),
  month: fc.nat(2),
  minutes: fc.integer({ min: 1, max: 600 }),
});
const average = (scores: number | null, given: number | null) =>
  scores === null || given === null ? null : averageHundredths(scores, given);

/** Most people give time early, so that there is something to publish; then a few change what was published. */
const early = fc.tuple(
  ...Array.from({ length: PEOPLE }, (_, person) =>
    fc.record({
      person: fc.constant(person),
      at: fc.constantFrom(21, 40, 62),
      entry: fc.constant(0),
      kind: fc.constant('log' as const),
      month: fc.constantFrom(0, 0, 0, 0, 0, 1),
      minutes: fc.integer({ min: 1, max: 600 }),
    }),
  ),
);
/** Later they give time to a month that was published already, on duty or off duty, or change what they gave to it. */
const late = fc
  .tuple(early, fc.constantFrom('log' as const, 'off' as const, 'off' as const, 'again' as const), fc.boolean())
  .map(([steps, kind, alsoDuty]) => {
    const anew = kind === 'again' ? 0 : 1;
    const given = steps.map((each): Step => ({ ...each, kind, entry: anew, at: 63, month: 0 }));
    return alsoDuty ? [...given, { ...given[0]!, kind: 'duty' as const, entry: 0, at: 64 }] : given;
  });
/** Missions of most people end in January, with outcomes and evaluations. */
const ends = early.map((steps) => steps.map((each) => ({ ...each, kind: 'end' as const })));
const januaryCorrected = (at: number): Step => ({ person: 0, at, entry: 0, kind: 'correct', month: 0, minutes: 1 });
const history = fc
  .tuple(
    early,
    fc.oneof({ weight: 7, arbitrary: late }, { weight: 1, arbitrary: fc.constant([]) }),
    fc.oneof(ends, fc.constant([])),
    fc.constantFrom([], [januaryCorrected(70)], ...Array.from({ length: 3 }, () => [januaryCorrected(100)])),
    fc.array(step, { minLength: 5, maxLength: 40 }),
  )
  .map((parts) => parts.flat());

/** Everybody logs time in January and, once that is published, more of it. */
function everybody(kind: 'log' | 'off'): readonly Step[] {
  const time = (person: number): Step => ({ person, at: 21, entry: 0, kind: 'log', month: 0, minutes: 60 + person });
  const all = Array.from({ length: PEOPLE }, (_, person) => time(person));
  return [...all, ...all.map((each) => ({ ...each, at: 63, entry: 1, kind }))];
}

const instant = (day: number, more = 0) => new Date(Date.UTC(2026, 0, 1 + day, 23, 0) + more).toISOString();

/** The events of these steps, in the order of their times. A mission that cannot take a step takes none. */
function eventsOf(steps: readonly Step[]): readonly GivenEvent[] {
  const beginnings = Array.from({ length: PEOPLE }, (_, n) =>
    [n + 1, n + ENDING].flatMap((number) =>
      mission(number, confirmedMission({ employee: id(700 + n), cause: CAUSES[n % 2] })).map((event) => ({
        ...event,
        at: instant(0),
      })),
    ),
  ).flat();
  const entries = new Map<string, Entry>();
  const ended = new Set<number>();
  const causes = new Map<number, string>();
  const happened = steps
    .map((each, index) => ({ ...each, index }))
    .sort((a, b) => a.at - b.at || a.index - b.index)
    .flatMap(({ person, at, entry, kind, month, minutes, index }) => {
      const who = { employee: id(700 + person) };
      const name = `${person} ${entry}`;
      const known = entries.get(name);
      const on = (number: number, given: readonly GivenEvent[]) =>
        mission(number, given).map((event, more) => ({ ...event, at: instant(at, index * 10 + more) }));
      const events = (...given: readonly GivenEvent[]) => on(person + 1, given);
      if (kind === 'log' || kind === 'off') {
        if (known) return [];
        const entryId = `e${entry}`;
        const date = `${MONTHS[month]}-03`;
        const onDuty = kind === 'log';
        entries.set(name, { entryId, date, minutes, onDuty, moved: false });
        return events(logged(entryId, date, minutes, { ...who, onDuty }), approved(entryId));
      }
      if (kind === 'end') {
        if (ended.has(person)) return on(person + ENDING, evaluations(who.employee, minutes));
        ended.add(person);
        return on(person + ENDING, endWith(who.employee, minutes));
      }
      if (kind === 'dispute') {
        if (!ended.has(person)) return [];
        return on(person + ENDING, [{ type: 'OutcomesDisputed', data: { ...who, reason: null } }]);
      }
      if (kind === 'correct') {
        const corrects = MONTHS[month]!;
        const data = { month: corrects, actId: id(800 + index) };
        const corrected: GivenEvent = {
          type: 'PublicationCorrected',
          category: 'publication',
          id: corrects,
          data,
        };
        // Few of all steps: a correction is an exception.
        return minutes > 200 ? [] : [{ ...corrected, at: instant(at, index * 10) }];
      }
      if (kind === 'cause') {
        const before = causes.get(person) ?? CAUSES[person % 2]!;
        const after = CAUSES.find((cause) => cause !== before)!;
        causes.set(person, after);
        return events({ type: 'AttributionCorrected', data: { ...who, field: 'cause', before, after, reason: null } });
      }
      if (!known) return [];
      const { entryId, date, minutes: before, onDuty } = known;
      if (kind === 'again') {
        // What left its month and is logged again counts as new (docs/adr/0011, what remains).
        if (known.moved) return [];
        const next = { ...known, entryId: `e${entry}~${index}` };
        entries.set(name, next);
        return events(
          correctedTime(known, known, who),
          { type: 'HoursVoided', data: { entryId, actId: id(899) } },
          logged(next.entryId, date, before, { ...who, onDuty }),
          approved(next.entryId),
        );
      }
      const after = {
        minutes: { ...known, minutes },
        month: { ...known, date: `${MONTHS[month]}-04`, moved: known.moved || !date.startsWith(MONTHS[month]!) },
        duty: { ...known, onDuty: !onDuty },
        reject: known,
      }[kind];
      entries.set(name, after);
      return events(correctedTime(known, after, who), ...(kind === 'reject' ? [] : [approved(entryId)]));
    });
  return [...beginnings, ...happened];
}

interface Entry {
  readonly entryId: string;
  readonly date: string;
  readonly minutes: number;
  readonly onDuty: boolean;
  readonly moved: boolean;
}

/** A correction of time, which waits for its answer again. */
function correctedTime({ entryId, ...before }: Entry, after: Entry, who: { readonly employee: string }): GivenEvent {
  const time = ({ date, minutes, onDuty }: Omit<Entry, 'entryId'>) => ({
    ...{ unit: 'minutes', half: null, startsAt: null, comment: null },
    ...{ date, minutes, onDuty },
  });
  const data = { entryId, ...who, before: time(before), after: time(after), reason: null };
  return { type: 'HoursCorrected', data: { ...data, checkedAgainst: 'mission-only' } };
}

/** A mission's end with confirmed outcomes and all evaluations. */
function endWith(employee: string, quantity: number): readonly GivenEvent[] {
  const outcomes = [{ indicator: 'meals', quantity }];
  const closed = { employee, endedOn: '2026-01-20', forced: false, outcomes, reason: null, totals: {} };
  return [
    { type: 'MissionClosed', data: { ...closed, evaluationDeadline: '2026-03-31' } },
    { type: 'OutcomesConfirmed', data: { outcomes } },
    ...evaluations(employee, quantity),
  ];
}

/** The evaluations of a mission; later ones replace them. */
function evaluations(employee: string, quantity: number): readonly GivenEvent[] {
  return ['employee', 'organisation'].map((party): GivenEvent => {
    const scores = [{ criterion: 'usefulness', score: 1 + (quantity % 5) }];
    return { type: 'MissionEvaluated', data: { party, employee, number: 1, scores, comment: null } };
  });
}

type States = readonly (PublishedMonth & Pick<MonthReading, 'corrected' | 'facts'>)[];

/** The states of each month, as the publication makes them, with what was known. */
async function statesOfAll(): Promise<ReadonlyMap<Month, States>> {
  const states = new Map<Month, States>();
  for (const month of MONTHS) {
    const asked = { month, until: '2026-04', zone: 'Europe/Paris' };
    const readings = await fixture.views.read(async (reader) => {
      const views = tableReader(reader, 'main');
      const decided = await readAll(views, publicationCorrectionsTable, {
        where: [['month', '=', month]],
        by: ['month', 'actId'],
      });
      const corrections = decided.map(({ decidedAt }) => decidedAt);
      return [
        ...monthReadings(await readMonthVersions(views, month), {
          ...asked,
          corrections,
          humansAt: () => (person: string) => person,
        }),
      ];
    });
    const all = [...publishedStates(readings)];
    states.set(
      month,
      readings.map(({ facts, corrected }, index) => ({ ...all[index]!, facts, corrected })),
    );
  }
  return states;
}

const sumOf = (month: Month, { figure, group, facts }: PublishedCell): PublishedSum => ({
  cell: `${month} ${figure} ${String(group)}`,
  facts,
});

/** What each month end publishes, with the adversary's view of what was published before and corrected with it. */
function publishedAnew(states: ReadonlyMap<Month, States>) {
  const beforehand: PublishedSum[] = [];
  return STATES.map((asOf) => {
    const anew = [...states].flatMap(([month, of]) =>
      of
        .filter((state) => state.asOf === asOf)
        .flatMap(({ corrected, cells }) =>
          cells.filter(({ since }) => since === asOf).map((cell) => ({ corrected, sum: sumOf(month, cell) })),
        ),
    );
    const sums = (corrected: boolean) => anew.filter((each) => each.corrected === corrected).map(({ sum }) => sum);
    const known = [...beforehand, ...sums(true)];
    const names = new Set(beforehand.map(({ cell }) => cell));
    const again = sums(false).filter(({ cell }) => names.has(cell)).length;
    beforehand.push(...anew.map(({ sum }) => sum));
    return { sums: sums(false), beforehand: known, again, corrected: sums(true).length };
  });
}

interface Answer {
  readonly rows: readonly ({ readonly key: string } & Figures)[];
  readonly total: Figures | { readonly suppressed: true };
}
interface Figures {
  readonly confirmedMinutes: number | null;
  readonly confirmedOffDutyMinutes: number | null;
  readonly outcomes: readonly { readonly indicator: string; readonly quantity: number }[];
  readonly satisfaction: { readonly averageHundredths: number | null; readonly answers: number | null };
}

/** Every answer of the list, of every month end. */
async function everyAnswer() {
  const periods = [
    ...MONTHS.map((month) => ({ from: month, to: month })),
    { from: '2026-01', to: '2026-03' },
    { from: '2026-01', to: '2026-12' },
  ];
  const answers: { asOf: Month; from: Month; to: Month; groupBy: 'month' | 'cause'; answer: Answer }[] = [];
  for (const asOf of STATES) {
    for (const { from, to } of periods) {
      for (const groupBy of firstPublishedWith(from) > asOf ? [] : (['month', 'cause'] as const)) {
        const answer = (await ask(ImpactReport, { from, to, groupBy, asOf }, employee)) as unknown as Answer;
        answers.push({ asOf, from, to, groupBy, answer });
      }
    }
  }
  return answers;
}

describeOverViews('what is published of any history', () => {
  it('adds up from cells, of which no sums and differences are about fewer than five people', async () => {
    let figures = 0;
    let [waiting, anew, corrections, offDuty] = [0, 0, 0, 0];
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        for (const projection of projections) await fixture.views.reset(projection, 'live', 'spec');
        await viewsOver(...eventsOf(steps));
        const states = await statesOfAll();
        const stateOf = (month: Month, asOf: Month) => states.get(month)!.find((state) => state.asOf === asOf);
        for (const { asOf, from, to, groupBy, answer } of await everyAnswer()) {
          const cells = MONTHS.filter((month) => month >= from && month <= to).flatMap((month) =>
            (stateOf(month, asOf)?.cells ?? []).map((cell) => ({ ...cell, month })),
          );
          const sum = (figure: string, key?: string, place = 0) => {
            const facts = cells
              .filter((cell) => cell.figure === figure)
              .filter((cell) => key === undefined || key === (groupBy === 'month' ? cell.month : cell.group))
              .flatMap((cell) => cell.facts);
            return facts.length === 0 ? null : facts.reduce((minutes, { amounts }) => minutes + amounts[place]!, 0);
          };
          const shown = (key?: string) => ({
            confirmedMinutes: sum('confirmed', key),
            confirmedOffDutyMinutes: sum('confirmedOffDuty', key),
            outcomes: [sum('outcome:meals', key)].flatMap((quantity) =>
              quantity === null ? [] : [{ indicator: 'meals', quantity }],
            ),
            satisfaction: {
              // Each evaluation has one score.
              averageHundredths: average(sum('satisfaction', key), sum('satisfaction', key, 1)),
              answers: sum('satisfaction', key, 2),
            },
          });
          const keys = new Set(cells.map((cell) => (groupBy === 'month' ? cell.month : cell.group)));
          keys.delete(OTHERS);
          expect(answer.rows.map(({ key }) => key)).toEqual([...keys].sort());
          for (const row of answer.rows) expect(row).toMatchObject(shown(row.key));
          expect(answer.total).toMatchObject(cells.length === 0 ? { suppressed: true } : shown());
          figures += answer.rows.length;
        }
        offDuty += [...states.values()]
          .flat()
          .flatMap(({ cells }) => cells)
          .filter(({ figure }) => figure === 'confirmedOffDuty').length;
        waiting += [...states.values()].flat().filter(({ cells, facts }) => heldBack(cells, facts).length > 0).length;
        for (const { sums, beforehand, again, corrected } of publishedAnew(states)) {
          anew += again;
          corrections += corrected;
          for (const unknowns of sums.length > 0 ? [sumsOfPeople, works] : []) {
            expect(fewestPeople(sums, { enough: SMALLEST, unknowns, beforehand })).toBe(SMALLEST);
          }
        }
      }),
      // Histories that are sure to be published anew, and off duty.
      { numRuns: 16, examples: [[everybody('log')], [everybody('off')]] },
    );
    // Such histories are published, repeated, published anew and corrected, on duty and off duty.
    const counted = { figures: figures > 50, waiting: waiting > 5, anew: anew > 0, corrections: corrections > 0 };
    expect({ ...counted, offDuty: offDuty > 0 }).toEqual({
      figures: true,
      waiting: true,
      anew: true,
      corrections: true,
      offDuty: true,
    });
  });

  it('never changes afterwards, even where an entry comes back to the month that it left', async () => {
    const time = (n: number) => ({ person: n, at: 40, entry: 0, kind: 'log', month: 0, minutes: 60 + n }) as const;
    const five = [0, 2, 4, 6, 8].map(time);
    const away: Step = { person: 0, at: 70, entry: 0, kind: 'month', month: 1, minutes: 0 };
    const back: Step = { ...away, at: 100, month: 0 };
    const january = { from: '2026-01', to: '2026-01', asOf: '2026-02' } as const;
    const totals = [];
    for (const steps of [five, [...five, away], [...five, away, back]]) {
      for (const projection of projections) await fixture.views.reset(projection, 'live', 'spec');
      await viewsOver(...eventsOf(steps));
      totals.push((await ask(ImpactReport, january, employee))['total']);
    }
    expect(totals[0]).toMatchObject({ confirmedMinutes: 320 });
    expect(totals.slice(1)).toEqual([totals[0], totals[0]]);
  });
});
