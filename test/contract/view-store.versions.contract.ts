import {
  comparePositions,
  foldProjection,
  type Known,
  type ProjectedEvent,
  type Projection,
  type Row,
  type Table,
} from '@jalon/kernel';
import type { ViewReader, ViewStore } from '@jalon/ports';
import { stored, type GivenEvent } from '@jalon/testing';
import fc from 'fast-check';
import type { OpenViews } from './view-store.contract.js';

/** Doors, of which every version is kept, and passages through them: facts that are read as of the same moment. */
const doorsTable: Table = {
  name: 'doors',
  meaning: 'Doors.',
  columns: {
    tenant: { type: 'text', nullable: false, meaning: '' },
    id: { type: 'text', nullable: false, meaning: '' },
    colour: { type: 'text', nullable: false, meaning: '' },
    painters: { type: 'json', nullable: false, meaning: '' },
  },
  key: ['tenant', 'id'],
  indexes: [['tenant', 'colour', 'id']],
  versioned: true,
  keys: ({ envelope }) => [{ tenant: envelope.tenant, id: envelope.stream.split('.')[1]! }],
  handlers: {
    Painted: (_row, { envelope }, key) => ({
      ...key,
      colour: colourIn(envelope),
      painters: [{ is: envelope.actor.person }],
    }),
    Removed: () => null,
    Stuck: () => {
      throw new Error('this one never folds');
    },
  },
};
const passagesTable: Table = {
  ...doorsTable,
  name: 'passages',
  columns: {
    tenant: { type: 'text', nullable: false, meaning: '' },
    door: { type: 'text', nullable: false, meaning: '' },
    people: { type: 'integer', nullable: false, meaning: '' },
    counted: { type: 'boolean', nullable: false, meaning: '' },
  },
  key: ['tenant', 'door'],
  indexes: [],
  keys: ({ envelope }) => [{ tenant: envelope.tenant, door: envelope.stream.split('.')[1]! }],
  handlers: {
    Passed: (row, _event, key) => ({ ...key, people: Number(row?.['people'] ?? 0) + 1, counted: true }),
    Stuck: doorsTable.handlers['Stuck']!,
  },
};
export const doors: Projection = { name: 'doors', version: 1, tables: [doorsTable, passagesTable] };

const colourIn = ({ data }: ProjectedEvent['envelope']) => data['colour'] as string;

const HOLDER = 'this process';
const A = '00000000-0000-4000-8000-00000000000a';
const B = '00000000-0000-4000-8000-00000000000b';
const minute = (n: number) => `2026-03-02T09:${String(n).padStart(2, '0')}:00.000Z`;
const painted = (id: string, colour: string, at = minute(0)): GivenEvent => ({
  type: 'Painted',
  id,
  at,
  data: { colour },
});
const passed = (id: string, at = minute(0)): GivenEvent => ({ type: 'Passed', id, at });

/** What every view store must do with tables that keep their versions. */
export function describeVersions(name: string, open: OpenViews): void {
  describe(`${name} as a store of versions`, () => {
    let views: ViewStore;
    beforeEach(async () => {
      views = await open([doors]);
      await views.takeLease(HOLDER, 1_000);
    });
    afterEach(() => views.close());

    const apply = (events: readonly ProjectedEvent[]) => views.applyPage(doors, events, HOLDER);
    const reading = <T>(known: Known | null, read: (reader: ViewReader) => Promise<T>) =>
      views.read((reader) => read(known ? reader.asOf(known) : reader));
    const colours = (known: Known | null) =>
      reading(known, async (reader) => (await everyDoor(reader)).map(({ colour }) => colour));

    it('shows what is known now, and what was known at any position or moment', async () => {
      await apply(
        stored([
          painted(A, 'red', minute(0)),
          painted(A, 'green', minute(10)),
          painted(B, 'blue', minute(20)),
          { type: 'Removed', id: A, at: minute(30) },
        ]),
      );
      expect(await colours(null)).toEqual(['blue']);
      expect(await Promise.all(['1', '2', '3', '4', '9'].map((position) => colours({ position })))).toEqual([
        ['red'],
        ['green'],
        ['green', 'blue'],
        ['blue'],
        ['blue'],
      ]);
      expect(await Promise.all([9, 10, 29, 30].map((n) => colours({ at: minute(n) })))).toEqual([
        ['red'],
        ['green'],
        ['green', 'blue'],
        ['blue'],
      ]);
      expect(await colours({ position: '0' })).toEqual([]);
      expect(await colours({ at: '2026-03-02T08:59:59.999Z' })).toEqual([]);
    });

    it('keeps every version that one page makes, and the last of those that one moment makes', async () => {
      await apply(stored([painted(A, 'red'), painted(A, 'green'), painted(A, 'blue')]));
      expect(await colours({ position: '1' })).toEqual(['red']);
      expect(await colours({ position: '2' })).toEqual(['green']);
      expect(await colours({ at: minute(0) })).toEqual(['blue']);
    });

    it('goes on from the version in force with the next page, and begins anew after none', async () => {
      const events = stored([painted(A, 'red'), painted(A, 'green'), { type: 'Removed', id: A }, painted(A, 'blue')]);
      for (const event of events) await apply([event]);
      expect(await colours(null)).toEqual(['blue']);
      const then = ['1', '2', '3', '4'].map((position) => colours({ position }));
      expect(await Promise.all(then)).toEqual([['red'], ['green'], [], ['blue']]);
    });

    it('gives the one version that was in force by its key, and none where there was none', async () => {
      await apply(stored([painted(A, 'red'), painted(A, 'green'), passed(B)]));
      const keys = [A, B].map((id) => ({ tenant: 'main', id }));
      const found = (known: Known | null) =>
        reading(known, async (reader) => [
          await reader.row('doors', keys[0]!),
          ...(await reader.rowsByKeys('doors', keys)),
        ]);
      const red = { tenant: 'main', id: A, colour: 'red', painters: [{ is: expect.any(String) as string }] };
      expect(await found({ position: '1' })).toEqual([red, red]);
      expect(await found({ position: '0' })).toEqual([null]);
      expect(await found(null)).toMatchObject([{ colour: 'green' }, { colour: 'green' }]);
    });

    it('joins a row to the partner that was in force at the same moment', async () => {
      await apply(stored([passed(A), painted(A, 'red'), painted(A, 'green'), passed(A)]));
      const through = (colour: string, known: Known | null) =>
        reading(known, async (reader) => {
          const rows = await reader.rows('passages', {
            tenant: 'main',
            join: { table: 'doors', on: { id: 'door' }, kind: 'inner' },
            where: [['doors.colour', '=', colour]],
            order: { by: ['door'] },
            limit: 9,
          });
          return rows.map(({ people }) => people);
        });
      expect(await through('red', { position: '1' })).toEqual([]);
      expect(await through('red', { position: '2' })).toEqual([1]);
      expect(await through('red', { position: '3' })).toEqual([]);
      expect(await through('green', null)).toEqual([2]);
    });

    it('adds up groups of what was in force', async () => {
      await apply(stored([passed(A), passed(B), passed(A), { ...passed(A), tenant: 'other' }]));
      const sums = (known: Known | null, door: readonly string[]) =>
        reading(known, (reader) =>
          reader.sums('passages', { tenant: 'main', where: [['door', 'in', door]], sum: 'people', by: ['counted'] }),
        );
      expect(await sums(null, [A, B])).toEqual([{ counted: true, people: 3 }]);
      expect(await sums(null, [B])).toEqual([{ counted: true, people: 1 }]);
      expect(await sums({ position: '2' }, [A, B])).toEqual([{ counted: true, people: 2 }]);
      expect(await sums({ position: '0' }, [A, B])).toEqual([]);
    });

    it('gives a released stream the versions that it would have had', async () => {
      const events = stored([painted(A, 'red'), { type: 'Stuck', id: A }, painted(A, 'green'), painted(B, 'blue')]);
      await apply(events);
      expect(await colours({ position: '3' })).toEqual(['red']);
      const mended = {
        ...doors,
        tables: doors.tables.map((table) => ({
          ...table,
          handlers: { ...table.handlers, Stuck: (row: Row | null) => row },
        })),
      };
      await views.release(mended, `mission-main.${A}`, events, HOLDER);
      expect(await colours({ position: '2' })).toEqual(['red']);
      expect(await colours({ position: '3' })).toEqual(['green']);
      expect(await colours(null)).toEqual(['green', 'blue']);
    });

    it('shows as of any moment of any history what a store that had seen no more would show', async () => {
      const step = fc.record({
        type: fc.constantFrom('Painted', 'Painted', 'Passed', 'Removed', 'Ignored'),
        id: fc.constantFrom(A, B),
        data: fc.record({ colour: fc.constantFrom('red', 'green') }),
        later: fc.nat(2),
      });
      let version = 10;
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 1, maxLength: 25 }),
          fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 25 }),
          async (steps, sizes) => {
            const projection = { ...doors, version: (version += 1) };
            await views.close();
            views = await open([projection]);
            await views.reset(projection, 'live', HOLDER);
            const events = stored(inTime(steps));
            let seen = 0;
            for (const size of [...sizes, 25]) {
              await views.applyPage(projection, events.slice(seen, seen + size), HOLDER);
              seen += size;
            }
            for (let position = 0; position <= events.length; position += 1) {
              const past = events.filter((event) => comparePositions(event.position, String(position)) <= 0);
              expect(await reading({ position: String(position) }, everything)).toEqual(foldedFrom(past));
            }
            for (let n = 0; n < 60; n += 7) {
              const past = events.filter(({ envelope }) => envelope.recordedAt <= minute(n));
              expect(await reading({ at: minute(n) }, everything)).toEqual(foldedFrom(past));
            }
            expect(await reading(null, everything)).toEqual(foldedFrom(events));
          },
        ),
        { numRuns: 25 },
      );
    });
  });
}

/** Steps whose moments never go back; some share a moment. */
function inTime(steps: readonly (GivenEvent & { readonly later: number })[]): readonly GivenEvent[] {
  let now = 0;
  return steps.map(({ later, ...event }) => ({ ...event, at: minute((now += later)) }));
}

const everyDoor = (reader: ViewReader) => reader.rows('doors', { tenant: 'main', order: { by: ['id'] }, limit: 100 });

async function everything(reader: ViewReader): Promise<readonly Row[]> {
  return [
    ...(await everyDoor(reader)),
    ...(await reader.rows('passages', { tenant: 'main', order: { by: ['door'] }, limit: 9 })),
  ];
}

function foldedFrom(events: readonly ProjectedEvent[]): readonly Row[] {
  const folded = foldProjection(doors, events);
  return doors.tables.flatMap((table) => folded.rowsOf(table).toSorted(byKey));
}

function byKey(one: Row, other: Row): number {
  const [a, b] = [one, other].map(({ id, door }) => (id ?? door) as string);
  return a! < b! ? -1 : 1;
}
