import type { Month } from '@jalon/kernel';
import { approved, confirmedMission, logged, type GivenEvent } from '@jalon/testing';
import fc from 'fast-check';
import { ask, describeOverViews, employee, fixture, id, mission, viewsOver } from '../query/query.fixture.js';
import { projections } from '../projections.js';
import { tableReader } from '../query/table-reader.js';
import { fewestPeople } from './adversary.fixture.js';
import { ImpactReport } from './impact.queries.js';
import { monthReadings, readMonthVersions } from './publication.answers.js';
import { OTHERS, publishedStates, type PublishedMonth } from './published-month.js';

const PEOPLE = 11;
const SMALLEST = 5;
/** The fixture reads on 1 May 2026: April is the last month that has ended. */
const MONTHS: readonly Month[] = ['2026-01', '2026-02', '2026-03'];
const STATES: readonly Month[] = ['2026-02', '2026-03', '2026-04'];
const CAUSES = ['education', 'sport'];

/** What happens to one person's time at some instant. */
type Step = Readonly<{
  person: number;
  at: number;
  entry: number;
  kind: 'log' | 'minutes' | 'month' | 'duty' | 'reject' | 'cause';
  month: number;
  minutes: number;
}>;

const step: fc.Arbitrary<Step> = fc.record({
  person: fc.nat(PEOPLE - 1),
  // Around the ends of months as well as within them.
  at: fc.integer({ min: 20, max: 118 }),
  entry: fc.nat(1),
  kind: fc.constantFrom('log', 'log', 'minutes', 'month', 'duty', 'reject', 'cause'),
  month: fc.nat(2),
  minutes: fc.integer({ min: 1, max: 600 }),
});
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
/** Later they give time to a month that was published already. */
const late = early.map((steps) => steps.map((each) => ({ ...each, entry: 1, at: 63, month: 0 })));
const history = fc
  .tuple(
    early,
    fc.oneof({ weight: 3, arbitrary: late }, { weight: 1, arbitrary: fc.constant([]) }),
    fc.array(step, { minLength: 5, maxLength: 40 }),
  )
  .map((parts) => parts.flat());

const instant = (day: number, more = 0) => new Date(Date.UTC(2026, 0, 1 + day, 23, 0) + more).toISOString();

/** The events of these steps, in the order of their times. A mission that cannot take a step takes none. */
function eventsOf(steps: readonly Step[]): readonly GivenEvent[] {
  const beginnings = Array.from({ length: PEOPLE }, (_, n) =>
    mission(n + 1, confirmedMission({ employee: id(700 + n), cause: CAUSES[n % 2] })).map((event) => ({
      ...event,
      at: instant(0),
    })),
  ).flat();
  const entries = new Map<string, { readonly date: string; readonly minutes: number; readonly onDuty: boolean }>();
  const causes = new Map<number, string>();
  const happened = steps
    .map((each, index) => ({ ...each, index }))
    .sort((a, b) => a.at - b.at || a.index - b.index)
    .flatMap(({ person, at, entry, kind, month, minutes, index }) => {
      const who = { employee: id(700 + person) };
      const entryId = `e${entry}`;
      const name = `${person} ${entry}`;
      const known = entries.get(name);
      const events = (...given: readonly GivenEvent[]) =>
        mission(person + 1, given).map((event, more) => ({ ...event, at: instant(at, index * 10 + more) }));
      if (kind === 'log') {
        if (known) return [];
        const date = `${MONTHS[month]}-03`;
        entries.set(name, { date, minutes, onDuty: true });
        return events(logged(entryId, date, minutes, who), approved(entryId));
      }
      if (kind === 'cause') {
        const before = causes.get(person) ?? CAUSES[person % 2]!;
        const after = CAUSES.find((cause) => cause !== before)!;
        causes.set(person, after);
        return events({ type: 'AttributionCorrected', data: { ...who, field: 'cause', before, after, reason: null } });
      }
      if (!known) return [];
      const after = {
        minutes: { ...known, minutes },
        month: { ...known, date: `${MONTHS[month]}-04` },
        duty: { ...known, onDuty: !known.onDuty },
        reject: known,
      }[kind];
      entries.set(name, after);
      const given = { unit: 'minutes', half: null, startsAt: null, comment: null };
      return events(
        {
          type: 'HoursCorrected',
          data: {
            entryId,
            ...who,
            before: { ...given, ...known },
            after: { ...given, ...after },
            reason: null,
            checkedAgainst: 'mission-only',
          },
        },
        ...(kind === 'reject' ? [] : [approved(entryId)]),
      );
    });
  return [...beginnings, ...happened];
}

/** The states of each month, as the publication makes them. */
async function statesOfAll(): Promise<ReadonlyMap<Month, readonly PublishedMonth[]>> {
  const states = new Map<Month, readonly PublishedMonth[]>();
  for (const month of MONTHS) {
    const versions = await fixture.views.read((reader) => readMonthVersions(tableReader(reader, 'main'), month));
    const asked = { month, until: '2026-04', zone: 'Europe/Paris', corrections: [] };
    states.set(month, publishedStates(monthReadings(versions, asked)));
  }
  return states;
}

interface Answer {
  readonly rows: readonly ({ readonly key: string } & Figures)[];
  readonly total: Figures | { readonly suppressed: true };
}
interface Figures {
  readonly confirmedMinutes: number | null;
  readonly confirmedOffDutyMinutes: number | null;
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
      for (const groupBy of ['month', 'cause'] as const) {
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
    let heldBack = 0;
    let anew = 0;
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
          const sum = (figure: string, key?: string) => {
            const facts = cells
              .filter((cell) => cell.figure === figure)
              .filter((cell) => key === undefined || key === (groupBy === 'month' ? cell.month : cell.group))
              .flatMap((cell) => cell.facts);
            return facts.length === 0 ? null : facts.reduce((minutes, { amounts }) => minutes + amounts[0]!, 0);
          };
          const shown = (key?: string) => ({
            confirmedMinutes: sum('confirmed', key),
            confirmedOffDutyMinutes: sum('confirmedOffDuty', key),
          });
          const keys = new Set(cells.map((cell) => (groupBy === 'month' ? cell.month : cell.group)));
          keys.delete(OTHERS);
          expect(answer.rows.map(({ key }) => key)).toEqual([...keys].sort());
          for (const row of answer.rows) expect(row).toMatchObject(shown(row.key));
          expect(answer.total).toMatchObject(cells.length === 0 ? { suppressed: true } : shown());
          figures += answer.rows.length;
        }
        const all = [...states.values()].flat();
        heldBack += all.filter((state) => state.heldBack.length > 0).length;
        anew += MONTHS.flatMap((month) =>
          (states.get(month) ?? []).slice(1).filter((state) => state.cells.some(({ since }) => since === state.asOf)),
        ).length;
        expect(
          fewestPeople(
            all.flatMap(({ cells }) => cells.map(({ facts }) => facts)),
            SMALLEST,
          ),
        ).toBe(SMALLEST);
      }),
      { numRuns: 12 },
    );
    // Such histories are published, repeated and published anew.
    expect([figures > 50, heldBack > 5, anew > 0]).toEqual([true, true, true]);
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
