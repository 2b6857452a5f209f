import type { ProjectedEvent, Projection, Table } from '@jalon/kernel';
import { stored, type GivenEvent } from '@jalon/testing';
import fc from 'fast-check';
import type { OpenViews } from './view-store.contract.js';

/** Shelves, found by the numbers of what stands on them; an empty one is not to be found. */
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
  terms: ({ things }) => ((things as number[]).length > 0 ? (things as number[]) : null),
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
/** More than lie on one page, whatever their order. */
const IDS = Array.from({ length: 80 }, (_, n) => `${n.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`);

const someThings = fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { maxLength: 4 });
const anEvent: fc.Arbitrary<GivenEvent> = fc.record({
  type: fc.constantFrom('Filled', 'Filled', 'Filled', 'Removed'),
  id: fc.constantFrom(...IDS),
  tenant: fc.constantFrom('main', 'main', 'other'),
  data: fc.record({ things: someThings }),
});
const anyHistory = fc.array(anEvent, { minLength: 1, maxLength: 400, size: 'max' }).map((events) => stored(events));

/** What every view store must do with the terms of a table. */
export function describeTerms(name: string, open: OpenViews): void {
  describe.each([
    ['terms', shelves],
    ['terms of tables that keep versions', shelvesOfVersions],
  ])(`${name} as a store of %s`, (_what, projection) => {
    it('has those of the rows that are to be found, in the order of their ids, after any changes and a rebuild', async () => {
      await fc.assert(
        fc.asyncProperty(anyHistory, fc.integer({ min: 1, max: 100 }), async (events, size) => {
          const views = await open([projection]);
          await views.takeLease(HOLDER, 0, 1_000);
          await views.reset(projection, 'live', HOLDER);
          const expected = expectedOf(events);
          for (const page of pagesOf(events, size)) await views.applyPage(projection, page, HOLDER);
          for (const tenant of ['main', 'other']) expect(await found(tenant)).toEqual(expected(tenant));
          await views.reset(projection, 'beside', HOLDER);
          for (const page of pagesOf(events, size * 3)) await views.applyPage(projection, page, HOLDER, 'beside');
          await views.swap(projection, HOLDER);
          for (const tenant of ['main', 'other']) expect(await found(tenant)).toEqual(expected(tenant));
          await views.close();

          async function found(tenant: string): Promise<readonly (readonly [string, readonly number[]])[]> {
            const pages = await views.read((reader) => reader.terms('shelves', tenant));
            return pages.flatMap(({ ids, terms }) => {
              let at = 0;
              return ids().map((id): [string, number[]] => {
                const from = at + 1;
                at = from + terms[at]!;
                return [id, [...terms.subarray(from, at)]];
              });
            });
          }
        }),
        { numRuns: 25 },
      );
    }, 60_000);
  });
}

function expectedOf(events: readonly ProjectedEvent[]) {
  const shelf = new Map<string, Map<string, readonly number[]>>();
  for (const { envelope } of events) {
    const of = shelf.get(envelope.tenant) ?? new Map<string, readonly number[]>();
    shelf.set(envelope.tenant, of);
    const things = envelope.type === 'Removed' ? [] : (envelope.data['things'] as readonly number[]);
    const id = envelope.stream.split('.')[1]!;
    if (things.length > 0) of.set(id, things);
    else of.delete(id);
  }
  return (tenant: string) => [...(shelf.get(tenant) ?? [])].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function pagesOf(events: readonly ProjectedEvent[], size: number): readonly (readonly ProjectedEvent[])[] {
  return Array.from({ length: Math.ceil(events.length / size) }, (_, n) => events.slice(n * size, (n + 1) * size));
}
