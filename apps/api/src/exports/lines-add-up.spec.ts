import { ruleBookOn } from '@jalon/rules';
import { impactReport, missionsProjection, reportLines, type HoursRow } from '@jalon/read-models';
import { approved, confirmedMission, type GivenEvent, logged, projecting, tokens } from '@jalon/testing';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import type { Exported } from './export-stream.js';
import { formatFor } from './formats.js';

const FORMATS = ['ndjson', 'csv', 'csv-fr', 'xlsx'] as const;
type FormatName = (typeof FORMATS)[number];

type Entry = Readonly<{ minutes: number; month: number; state: 'approved' | 'off-duty' | 'pending' | 'half-day' }>;

const entries: fc.Arbitrary<readonly Entry[]> = fc.array(
  fc.record({
    minutes: fc.oneof(fc.constant(20), fc.integer({ min: 1, max: 720 })),
    month: fc.integer({ min: 1, max: 6 }),
    state: fc.constantFrom('approved', 'off-duty', 'pending', 'half-day'),
  }),
  { minLength: 1, maxLength: 40 },
);

function eventsOf({ minutes, month, state }: Entry, index: number): readonly GivenEvent[] {
  const more = {
    ...(state === 'off-duty' && { onDuty: false }),
    ...(state === 'half-day' && { unit: 'half-day', half: 'morning' }),
  };
  const log = logged(`e${index}`, `2026-0${month}-02`, minutes, more);
  return state === 'pending' ? [log] : [log, approved(`e${index}`)];
}

/** The report over some time of one mission, as its lines, and the time entries behind it. */
function reported(given: readonly Entry[]) {
  const tables = projecting(missionsProjection)(...confirmedMission(), ...given.flatMap(eventsOf));
  const rows = (name: string) => tables.rows(name) as readonly unknown[] as never;
  const hours: readonly HoursRow[] = rows('hours');
  const report = impactReport(
    {
      missions: rows('missions'),
      attributions: rows('mission_attribution'),
      hours,
      outcomes: [],
      scores: [],
      links: [],
      mergedPeople: [],
    },
    ruleBookOn('2026-12-31'),
    { from: '2026-01', to: '2026-12', groupBy: 'month', at: '2026-12-31' },
  );
  return { report, hours, lines: reportLines({ ...report, position: tokens.give('main', '9') }) };
}

async function written(exported: Exported, format: FormatName, items: readonly object[]): Promise<Buffer> {
  async function* pages() {
    yield items;
  }
  const names = async () => new Map<string, string>();
  const { report } = reported([]);
  const language = format === 'csv-fr' ? ('fr' as const) : ('en' as const);
  const answer = { exported, tenant: 'main', pages: pages(), viewState: report, language, names };
  const chunks: Buffer[] = [];
  const { write } = formatFor({ query: { format }, headers: {} }, exported);
  for await (const chunk of write(answer)) chunks.push(Buffer.from(chunk as string));
  return Buffer.concat(chunks);
}

type Lines = readonly Readonly<Record<string, string>>[];

/** The cells of a file by the heading of their column, as they stand in its bytes. */
function cellsIn(format: FormatName, bytes: Buffer): Lines {
  if (format === 'ndjson')
    return bytes
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Lines[number]);
  if (format !== 'xlsx') return parse(bytes, { bom: true, columns: true, delimiter: format === 'csv' ? ',' : ';' });
  const sheet = strFromU8(unzipSync(bytes)['xl/worksheets/sheet1.xml']!);
  const [head = new Map<string, string>(), ...rows] = [...sheet.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(
    ([, row = '']) =>
      new Map(
        [...row.matchAll(/<c r="([A-Z]+)\d+"[^>]*>(?:<f>[^<]*<\/f>)?.*?<(?:v|t)[^>]*>([^<]*)</gs)].map(
          ([, column = '', value = '']) => [column, value] as const,
        ),
      ),
  );
  return rows.map((row) => Object.fromEntries([...head].map(([column, name]) => [name, row.get(column) ?? ''])));
}

/** A length as minutes, as it is read in that format. */
function lengthIn(format: FormatName, text: string): number {
  if (format === 'xlsx') return Number(text) * 1_440;
  const [hours, minutes] = text.split(':').map(Number);
  return hours! * 60 + minutes!;
}

const COLUMNS: Readonly<Record<FormatName, { minutes: string; hours: string | null; halfDays: string }>> = {
  ndjson: { minutes: 'minutes', hours: null, halfDays: 'halfDays' },
  csv: { minutes: 'minutes', hours: 'hours', halfDays: 'halfDays' },
  'csv-fr': { minutes: 'Minutes', hours: 'Heures', halfDays: 'Nombre de demi-journées' },
  xlsx: { minutes: 'Minutes', hours: 'Hours', halfDays: 'Number of half-days' },
};

const sumOf = <T>(all: readonly T[], of: (one: T) => number): number => all.reduce((sum, one) => sum + of(one), 0);

describe.each(FORMATS)('as %s', (format) => {
  it('the lines of time entries add up to the report', async () => {
    await fc.assert(
      fc.asyncProperty(entries, async (given) => {
        const { report, hours } = reported(given);
        const items = hours.map((entry) => ({ ...entry, halfDays: Number(entry.unit === 'half-day') }));
        const cells = cellsIn(format, await written('impact-entries', format, items));
        const columns = COLUMNS[format];
        const { total } = report;
        const inReport = total.confirmedMinutes + total.confirmedOffDutyMinutes;
        const waiting = total.pendingMinutes + total.unansweredMinutes;
        expect(sumOf(cells, (line) => Number(line[columns.minutes]))).toBe(inReport + waiting);
        expect(sumOf(cells, (line) => Number(line[columns.halfDays]))).toBe(total.halfDaysLogged.confirmed);
        if (columns.hours === null) return;
        // What a spreadsheet adds up, to a ten-millionth of a minute: the shown minutes never differ.
        expect(sumOf(cells, (line) => lengthIn(format, line[columns.hours!]!))).toBeCloseTo(inReport + waiting, 7);
      }),
      { numRuns: 40 },
    );
  });

  it('the rows of the report add up to its total, in minutes, hours and half-days', async () => {
    const [minutes, hours, halfDays] =
      format === 'csv' || format === 'ndjson'
        ? ['confirmedMinutes', 'confirmedHours', 'confirmedHalfDays']
        : format === 'xlsx'
          ? ['Minutes confirmed', 'Hours confirmed', 'Half-days confirmed']
          : ['Minutes confirmées', 'Heures confirmées', 'Demi-journées confirmées'];
    await fc.assert(
      fc.asyncProperty(entries, async (given) => {
        const cells = cellsIn(format, await written('impact-by-month', format, reported(given).lines));
        const rows = cells.slice(0, -1);
        const total = cells.at(-1)!;
        for (const column of [minutes, halfDays])
          expect(sumOf(rows, (line) => Number(line[column]))).toBe(Number(total[column]));
        if (format === 'ndjson') return;
        expect(sumOf(rows, (line) => lengthIn(format, line[hours]!))).toBeCloseTo(lengthIn(format, total[hours]!), 7);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a report as a workbook', () => {
  const sheets = async (lines: readonly object[]) => {
    const archive = unzipSync(await written('impact-by-month', 'xlsx', lines));
    return [1, 2].map((sheet) => strFromU8(archive[`xl/worksheets/sheet${sheet}.xml`]!));
  };
  const given: readonly Entry[] = [1, 1, 2].map((month) => ({ minutes: 20, month, state: 'approved' }));

  it('has its totals as formulas, where its rows add up', async () => {
    const [report] = await sheets(reported(given).lines);
    const formulas = [...report!.matchAll(/<f>([^<]*)<\/f><v>([^<]*)<\/v>/g)].map(([, formula, value]) => [
      formula,
      value,
    ]);
    expect(formulas).toContainEqual([expect.stringMatching(/^SUM\(([A-Z]+)2:\1(3)\)$/), '60']);
    expect(formulas).toContainEqual([expect.stringMatching(/^[A-Z]+4\/1440$/), String(60 / 1_440)]);
  });

  it('has its totals as numbers, where they count more than the rows show', async () => {
    const [, ...others] = reported([...given, { minutes: 20, month: 3, state: 'approved' }]).lines;
    const [report] = await sheets(others);
    expect([...report!.matchAll(/<f>[^<]*<\/f><v>80<\/v>/g)]).toEqual([]);
    expect(report).toContain('<v>80</v>');
  });

  it('says on a sheet of its own what it is of, and by which rules', async () => {
    const [, reading] = await sheets(reported(given).lines);
    for (const said of ['2026-12-31', 'internal', 'personal time', 'minutes × 12 × 1000', 'Month'])
      expect(reading).toContain(said);
  });
});
