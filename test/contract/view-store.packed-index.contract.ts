import type { ProjectedEvent, Projection, Table } from '@jalon/kernel';
import type { ViewReader } from '@jalon/ports';
import { stored, type GivenEvent } from '@jalon/testing';
import fc from 'fast-check';
import type { OpenViews } from './view-store.contract.js';

/** Shelves that are found by the numbers of their items; an empty one is not found. */
const shelvesTable: Table = {
  name: 'shelves',
  meaning: 'Shelves.',
  columns: {
    tenant: { type: 'text', nullable: false, meaning: '' },
    id: { type: 'text', nullable: false, meaning: '' },
    things: { type: 'json', nullable: false, meaning: '' },
    filled: { type: 'integer', nullable: false, meaning: '' },
  },
  key: ['tenant', 'id'],
  indexes: [],
  packedIndex: {
    name: 'terms',
    numbers: ({ things }) => ((things as number[]).length > 0 ? (things as number[]) : null),
  },
  keys: ({ envelope }) => [{ tenant: envelope.tenant, id: envelope.stream.split('.')[1]! }],
  handlers: {
    Filled: (row, { envelope }, key) => ({
      ...key,
      things: envelope.data['things']!,
      filled: Number(row?.['filled'] ?? 0) + 1,
    }),
    Removed: () => null,
  },
};
export const shelves: Projection = { name: 'shelves', version: 1, tables: [shelvesTable] };
const shelvesOfVersions: Projection = { ...shelves, tables: [{ ...shelvesTable, versioned: true }] };

const HOLDER = 'this process';
/** More than one page of shelves, in any order. */
const IDS = Array.from({ length: 80 }, (_, n) => `${n.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`);

const someThings = fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { maxLength: 4 });
const anEvent: fc.Arbitrary<GivenEvent> = fc.record({
  type: fc.constantFrom('Filled', 'Filled', 'Filled', 'Removed'),
  id: fc.constantFrom(...IDS),
  tenant: fc.constantFrom('main', 'main', 'other'),
  data: fc.record({ things: someThings }),
});
const anyHistory = fc.array(anEvent, { minLength: 1, maxLength: 400, size: 'max' }).map((events) => stored(events));

type Found = readonly (readonly [id: string, numbers: readonly number[]])[];

async function foundIn(reader: ViewReader, tenant: string): Promise<Found> {
  const pages = await reader.packedIndex('shelves', tenant);
  return pages.flatMap(({ ids, numbers }) => {
    let at = 0;
    return ids().map((id): [string, number[]] => {
      const from = at + 1;
      at = from + numbers[at]!;
      return [id, [...numbers.subarray(from, at)]];
    });
  });
}

const filled = (n: number, things: readonly number[]): GivenEvent => ({
  type: 'Filled',
  id: IDS[n]!,
  data: { things },
});

/** What every view store must do with the packed index of a table. `open` opens the same views again and again within one test. */
export function describePackedIndex(name: string, open: OpenViews): void {
  describe.each([
    ['packed indexes', shelves],
    ['packed indexes of tables that keep versions', shelvesOfVersions],
  ])(`${name} as a store of %s`, (_what, projection) => {
    it('has those of the rows that are to be found, in the order of their ids, after any changes and a rebuild', async () => {
      await fc.assert(
        fc.asyncProperty(anyHistory, fc.integer({ min: 20, max: 200 }), async (events, size) => {
          const [views, elsewhere] = [await open([projection]), await open([projection])];
          await views.takeLease(HOLDER, 1_000);
          await views.reset(projection, 'live', HOLDER);
          for (const [seen, page] of pagesOf(events, size)) {
            await views.applyPage(projection, page, HOLDER);
            await expectEverywhere(seen);
          }
          await views.reset(projection, 'shadow', HOLDER);
          for (const [, page] of pagesOf(events, size * 3)) await views.applyPage(projection, page, HOLDER, 'shadow');
          await views.swap(projection, HOLDER);
          await expectEverywhere(events);
          await views.close();
          await elsewhere.close();

          /** Also where another process wrote the rows. */
          async function expectEverywhere(seen: readonly ProjectedEvent[]): Promise<void> {
            for (const tenant of ['main', 'other']) {
              const expected = expectedOf(seen, tenant);
              for (const store of [views, elsewhere]) {
                expect(await store.read((reader) => foundIn(reader, tenant))).toEqual(expected);
              }
            }
          }
        }),
        { numRuns: 15 },
      );
    });

    it('reads those of its own moment, whatever is written and read meanwhile', async () => {
      const views = await open([projection]);
      await views.takeLease(HOLDER, 1_000);
      const events = stored([filled(1, [1]), filled(1, [2, 3])]);
      await views.applyPage(projection, events.slice(0, 1), HOLDER);
      await views.read(async (before) => {
        expect(await foundIn(before, 'main')).toEqual([[IDS[1], [1]]]);
        await views.applyPage(projection, events, HOLDER);
        expect(await views.read((after) => foundIn(after, 'main'))).toEqual([[IDS[1], [2, 3]]]);
        expect(await foundIn(before, 'main')).toEqual([[IDS[1], [1]]]);
      });
      await views.close();
    });

    it('has none as of a moment, rather than those of today beside the rows of then', async () => {
      const views = await open([projection]);
      await views.takeLease(HOLDER, 1_000);
      await views.applyPage(projection, stored([filled(1, [1])]), HOLDER);
      await views.read(async (reader) => {
        const then = reader.asOf({ position: '1' });
        await expect(then.packedIndex('shelves', 'main')).rejects.toThrow('not of any moment');
        expect(await foundIn(reader, 'main')).toEqual([[IDS[1], [1]]]);
      });
      await views.close();
    });
  });
}

function expectedOf(events: readonly ProjectedEvent[], tenant: string): Found {
  const filledOnes = new Map<string, readonly number[]>();
  for (const { envelope } of events.filter((event) => event.envelope.tenant === tenant)) {
    const things = envelope.type === 'Removed' ? [] : (envelope.data['things'] as readonly number[]);
    const id = envelope.stream.split('.')[1]!;
    if (things.length > 0) filledOnes.set(id, things);
    else filledOnes.delete(id);
  }
  return [...filledOnes].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** Pages of events, each after all the events up to its end. */
function pagesOf(events: readonly ProjectedEvent[], size: number) {
  return Array.from({ length: Math.ceil(events.length / size) }, (_, n) => {
    return [events.slice(0, (n + 1) * size), events.slice(n * size, (n + 1) * size)] as const;
  });
}
