import { changesOf, type ProjectedEvent, type Projection, type Row, type Table } from '@jalon/kernel';
import { LeaseLost, ViewBeingBuilt, type ViewStore } from '@jalon/ports';
import { stored } from '@jalon/testing';
import fc from 'fast-check';
import type { ViewStoreHooks } from '@jalon/view-store';
import { describeInstallation } from './installation.contract.js';

/** A small projection with every kind of column, an event that removes its row and one that always fails. */
const countersTable: Table = {
  name: 'counters',
  meaning: 'Counters.',
  columns: {
    tenant: { type: 'text', nullable: false, meaning: '' },
    id: { type: 'text', nullable: false, meaning: '' },
    count: { type: 'integer', nullable: false, meaning: '' },
    even: { type: 'boolean', nullable: false, meaning: '' },
    seen: { type: 'json', nullable: false, meaning: '' },
    note: { type: 'text', nullable: true, meaning: '' },
  },
  key: ['tenant', 'id'],
  indexes: [['tenant', 'count', 'id']],
  keys: ({ envelope }) => [{ tenant: envelope.tenant, id: envelope.stream.split('.')[1]! }],
  handlers: {
    Counted: (row, { envelope }, key) => {
      const count = Number(row?.['count'] ?? 0) + 1;
      const seen = [...((row?.['seen'] as string[] | undefined) ?? []), envelope.id];
      return { ...key, count, even: count % 2 === 0, seen, note: row?.['note'] ?? null };
    },
    Reset: () => null,
    Broken: () => {
      throw new Error('this one never folds');
    },
  },
};
export const counters: Projection = { name: 'counters', version: 1, tables: [countersTable] };

const HOLDER = 'this process';
const A = '00000000-0000-4000-8000-00000000000a';
const B = '00000000-0000-4000-8000-00000000000b';
const counted = (id: string, tenant = 'main') => ({ type: 'Counted', id, tenant });

export type OpenViews = (projections: readonly Projection[], hooks?: ViewStoreHooks) => Promise<ViewStore>;

/** What every view store must do. `open` opens the same views again and again within one test. */
export function describeViewStore(name: string, open: OpenViews): void {
  describe(`${name} as a view store`, () => {
    let views: ViewStore;
    beforeEach(async () => {
      views = await open([counters]);
      await views.takeLease(HOLDER, 1_000);
    });
    afterEach(() => views.close());

    describeInstallation(() => views.installation);

    const apply = (events: readonly ProjectedEvent[]) => views.applyPage(counters, events, HOLDER);
    const rows = (tenant = 'main') =>
      views.read((reader) => reader.rows('counters', { tenant, order: { by: ['id'] }, limit: 100 }));
    const checkpoint = () => views.read(async (reader) => (await reader.progress())[0]?.position);

    it('gives back rows as the fold made them, of one tenant at a time', async () => {
      await apply(stored([counted(A), counted(A), counted(B), counted(A, 'other')]));
      expect(await rows()).toEqual([
        expect.objectContaining({ tenant: 'main', id: A, count: 2, even: true, note: null }),
        expect.objectContaining({ tenant: 'main', id: B, count: 1, even: false }),
      ]);
      expect(await rows('other')).toMatchObject([{ id: A, count: 1 }]);
      expect(await checkpoint()).toBe('4');
      expect(await views.tenantsIn('counters')).toEqual(['main', 'other']);
    });

    it('removes a row, and makes it anew', async () => {
      await apply(stored([counted(A), { type: 'Reset', id: A }]));
      expect(await rows()).toEqual([]);
      await apply(stored([counted(A), { type: 'Reset', id: A }, counted(A)]));
      expect(await rows()).toMatchObject([{ count: 1 }]);
    });

    it('skips what it has seen', async () => {
      const events = stored([counted(A), counted(A), counted(A)]);
      await apply(events.slice(0, 2));
      await apply(events);
      await apply(events.slice(0, 1));
      expect(await rows()).toMatchObject([{ count: 3 }]);
      expect(await checkpoint()).toBe('3');
    });

    it('parks the stream of an event that fails, keeps its last good row, and goes on with the others', async () => {
      const events = stored([counted(A), { type: 'Broken', id: A }, counted(A), counted(B)]);
      await apply(events);
      await apply([...events, ...stored([...Array<object>(4).fill({}), counted(A)] as never).slice(4)]);
      expect(await rows()).toMatchObject([
        { id: A, count: 1 },
        { id: B, count: 1 },
      ]);
      expect(await views.everyParked()).toMatchObject([
        {
          projection: 'counters',
          tenant: 'main',
          stream: `mission-main.${A}`,
          revision: 1,
          position: '2',
          eventType: 'Broken',
        },
      ]);
      expect(await views.read((reader) => reader.parked('counters', 'other'))).toEqual([]);
    });

    it('folds a released stream from the event that had failed', async () => {
      const broken = stored([counted(A), { type: 'Broken', id: A }, counted(A)]);
      await apply(broken);
      const mended: Projection = {
        ...counters,
        tables: [{ ...countersTable, handlers: { ...countersTable.handlers, Broken: (row) => row } }],
      };
      await views.release(counters, `mission-main.${A}`, broken, HOLDER);
      expect(await views.everyParked()).toHaveLength(1);
      await views.release(mended, `mission-main.${A}`, broken, HOLDER);
      expect(await views.everyParked()).toEqual([]);
      expect(await rows()).toMatchObject([{ count: 2 }]);
    });

    it('lets one process project at a time', async () => {
      expect(await views.takeLease('another', 60_000)).toBe(false);
      expect(await views.takeLease(HOLDER, 60_000)).toBe(true);
      await views.dropLease('another');
      expect(await views.takeLease('another', 60_000)).toBe(false);
      await views.dropLease(HOLDER);
      expect(await views.takeLease('another', 60_000)).toBe(true);
      await expect(apply(stored([counted(A)]))).rejects.toBeInstanceOf(LeaseLost);
    });

    describe('and a lease by a clock of ours', () => {
      let time: number;
      let ahead: number[];
      let watched: ViewStore;
      beforeEach(async () => {
        [time, ahead] = [1_000_000, []];
        await views.dropLease(HOLDER);
        watched = await open([counters], { leaseClock: () => time, onLeaseAhead: (ms) => ahead.push(ms) });
        expect(await watched.takeLease(HOLDER, 1_000)).toBe(true);
      });
      afterEach(() => watched.close());

      it('is another’s once it has run out', async () => {
        time += 999;
        expect(await watched.takeLease('another', 1_000)).toBe(false);
        time += 1;
        expect(await watched.takeLease('another', 1_000)).toBe(true);
        expect(await watched.takeLease(HOLDER, 1_000)).toBe(false);
        await expect(apply(stored([counted(A)]))).rejects.toBeInstanceOf(LeaseLost);
        expect(ahead).toEqual([]);
      });

      it('is over, and reported once, where it ends later than its own length allows', async () => {
        time -= 86_400_000;
        expect(await watched.takeLease('another', 1_000)).toBe(true);
        expect(ahead).toEqual([86_400_000]);
        expect(await watched.takeLease(HOLDER, 1_000)).toBe(false);
        expect(await watched.takeLease('another', 1_000)).toBe(true);
        await expect(apply(stored([counted(A)]))).rejects.toBeInstanceOf(LeaseLost);
        expect(ahead).toHaveLength(1);
      });

      it('is not over where clocks differ by no more than they do, which is a second', async () => {
        time -= 1_000;
        expect(await watched.takeLease('another', 1_000)).toBe(false);
        expect(ahead).toEqual([]);
        time -= 1;
        expect(await watched.takeLease('another', 1_000)).toBe(true);
        expect(ahead).toEqual([1_001]);
      });

      it('is as long as its holder took it for, not as others would take it', async () => {
        expect(await watched.takeLease(HOLDER, 60_000)).toBe(true);
        expect(await watched.takeLease('another', 1_000)).toBe(false);
        time += 59_999;
        expect(await watched.takeLease('another', 1_000)).toBe(false);
        expect(ahead).toEqual([]);
      });
    });

    it('answers nothing from a view that was never built, or is of another version', async () => {
      await expect(rows()).rejects.toEqual(new ViewBeingBuilt('counters', null));
      await expect(views.read((reader) => reader.parked('counters', 'main'))).rejects.toBeInstanceOf(ViewBeingBuilt);
      expect(await views.tenantsIn('counters')).toEqual([]);
      await apply(stored([counted(A)]));
      await views.close();
      const next = { ...counters, version: 2 };
      views = await open([next]);
      await expect(rows()).rejects.toBeInstanceOf(ViewBeingBuilt);
      await views.reset(next, 'shadow', HOLDER);
      await views.applyPage(next, stored([counted(A), counted(A)]), HOLDER, 'shadow');
      await expect(rows()).rejects.toEqual(new ViewBeingBuilt('counters', '2'));
      expect(await views.swap(next, HOLDER)).toBe(true);
      expect(await rows()).toMatchObject([{ count: 2 }]);
      expect(await views.read((reader) => reader.progress())).toMatchObject([{ version: 2, position: '2' }]);
    });

    it('names the event of its checkpoint, and begins anew where it is told to', async () => {
      const events = stored([counted(A), counted(B)]);
      await apply(events);
      const [second] = events.slice(-1);
      const last = { stream: `mission-main.${B}`, revision: 0, hash: second!.hash };
      expect(await views.read((reader) => reader.progress())).toMatchObject([{ position: '2', last }]);
      await views.reset(counters, 'live', HOLDER);
      await expect(rows()).rejects.toBeInstanceOf(ViewBeingBuilt);
      expect(await views.read((reader) => reader.progress())).toMatchObject([{ position: null, last: null }]);
    });

    it('builds shadow tables while the live ones are read, and swaps them in one step', async () => {
      const events = stored([counted(A), counted(B), counted(A)]);
      await apply(events.slice(0, 2));
      // Several times: each build reuses the names that the one before has freed.
      for (let round = 0; round < 3; round += 1) {
        await views.reset(counters, 'shadow', HOLDER);
        await views.applyPage(counters, events.slice(0, 1), HOLDER, 'shadow');
        expect(await views.read((reader) => reader.shadowProgress())).toMatchObject([
          { projection: 'counters', position: '1' },
        ]);
        expect(await rows()).toHaveLength(2);
        expect(await views.swap(counters, HOLDER)).toBe(false);
        await views.applyPage(counters, events, HOLDER, 'shadow');
        await views.read(async (reader) => {
          const all = () => reader.rows('counters', { tenant: 'main', order: { by: ['id'] }, limit: 9 });
          const before = await all();
          expect(await views.swap(counters, HOLDER)).toBe(true);
          expect(await all()).toEqual(before);
        });
        expect(await rows()).toMatchObject([{ count: 2 }, { count: 1 }]);
        expect(await checkpoint()).toBe('3');
        expect(await views.read((reader) => reader.shadowProgress())).toEqual([]);
      }
      await apply([...events, ...stored([...events.map(() => ({ type: 'Ignored' })), counted(B)]).slice(3)]);
      expect(await rows()).toMatchObject([{ count: 2 }, { count: 2 }]);
    });

    it('takes over the parked streams of the shadow build, and none of the live tables', async () => {
      const broken = stored([counted(A), { type: 'Broken', id: A }, counted(B)]);
      await apply(broken);
      const mended: Projection = {
        ...counters,
        tables: [{ ...countersTable, handlers: { ...countersTable.handlers, Broken: (row) => row } }],
      };
      await views.reset(mended, 'shadow', HOLDER);
      await views.applyPage(mended, broken, HOLDER, 'shadow');
      expect(await views.everyParked()).toHaveLength(1);
      expect(await views.swap(mended, HOLDER)).toBe(true);
      expect(await views.everyParked()).toEqual([]);
      await views.reset(counters, 'shadow', HOLDER);
      await views.applyPage(counters, broken, HOLDER, 'shadow');
      expect(await views.everyParked()).toEqual([]);
      expect(await views.swap(counters, HOLDER)).toBe(true);
      expect(await views.everyParked()).toMatchObject([{ projection: 'counters', revision: 1 }]);
    });

    it('keeps each request once, until it is done or the build that it asks for is swapped in', async () => {
      const rebuild = { kind: 'rebuild', projection: 'counters' } as const;
      const release = { kind: 'release', projection: 'counters', stream: `mission-main.${A}` } as const;
      expect(await views.ask([rebuild, release])).toEqual([rebuild, release]);
      expect(await views.ask([release, rebuild])).toEqual([]);
      expect(await views.requests()).toEqual([rebuild, release]);
      await views.done(release, HOLDER);
      await views.reset(counters, 'shadow', HOLDER);
      expect(await views.requests()).toEqual([rebuild]);
      await views.swap(counters, HOLDER);
      expect(await views.requests()).toEqual([]);
    });

    it('reads conditions, order and pages as asked', async () => {
      const ids = [1, 2, 3, 4].map((digit) => `00000000-0000-4000-8000-00000000000${digit}`);
      await apply(stored(ids.flatMap((id, index) => Array.from({ length: (index % 2) + 1 }, () => counted(id)))));
      const read = (query: object) =>
        views.read(async (reader) => {
          const found = await reader.rows('counters', {
            tenant: 'main',
            order: { by: ['count', 'id'], direction: 'descending' },
            limit: 3,
            ...query,
          });
          return found.map(({ id }) => ids.indexOf(id as string) + 1);
        });
      expect(await read({})).toEqual([4, 2, 3]);
      expect(await read({ after: [1, ids[2]!] })).toEqual([1]);
      expect(await read({ where: [['even', '=', true]] })).toEqual([4, 2]);
      expect(await read({ where: [['id', 'in', [ids[0], ids[1]]]] })).toEqual([2, 1]);
      expect(
        await read({
          where: [
            ['note', '=', null],
            ['count', '<', 2],
          ],
        }),
      ).toEqual([3, 1]);
      expect(await read({ where: [{ anyOf: [] }] })).toEqual([]);
      expect(await read({ where: [{ anyOf: [[['id', '=', ids[0]!]], [['even', '=', true]]] }] })).toEqual([4, 2, 1]);
    });

    it('shows one moment to all the readings of a snapshot', async () => {
      await apply(stored([counted(A)]));
      await views.read(async (reader) => {
        const before = await reader.progress();
        await apply(stored([counted(A), counted(B)]));
        expect(await reader.rows('counters', { tenant: 'main', order: { by: ['id'] }, limit: 9 })).toHaveLength(1);
        expect(await reader.progress()).toEqual(before);
      });
      expect(await rows()).toHaveLength(2);
    });

    it('ends the same however the history is cut into pages, redelivered and reopened', async () => {
      const event = fc.record({
        type: fc.constantFrom('Counted', 'Counted', 'Reset', 'Broken', 'Ignored'),
        id: fc.constantFrom(A, B),
        tenant: fc.constantFrom('main', 'other'),
      });
      const cut = fc.record({ size: fc.integer({ min: 1, max: 6 }), back: fc.nat(4), reopen: fc.boolean() });
      let version = 10;
      await fc.assert(
        fc.asyncProperty(
          fc.array(event, { minLength: 1, maxLength: 25 }),
          fc.array(cut, { maxLength: 30 }),
          async (given, cuts) => {
            const projection = { ...counters, version: (version += 1) };
            const reopened = async () => {
              await views.close();
              views = await open([projection]);
            };
            await reopened();
            await views.reset(projection, 'live', HOLDER);
            const events = stored(given);
            let seen = 0;
            for (const { size, back, reopen } of [...cuts, { size: 25, back: 0, reopen: false }]) {
              await views.applyPage(projection, events.slice(Math.max(0, seen - back), seen + size), HOLDER);
              seen = Math.min(events.length, seen + size);
              if (reopen) await reopened();
            }
            expect([...(await rows()), ...(await rows('other'))]).toEqual(foldedOnce(events));
          },
        ),
        { numRuns: 40 },
      );
    });
  });
}

/** The rows after one fold in memory, each stream ending where an event of it fails. */
function foldedOnce(events: readonly ProjectedEvent[]): readonly Row[] {
  const found = new Map<string, Row | null>();
  const aside = new Set<string>();
  for (const event of events) {
    const { stream } = event.envelope;
    if (aside.has(stream)) continue;
    try {
      const [change] = changesOf(counters, event, { get: () => found.get(stream) ?? null });
      if (change) found.set(stream, change.row);
    } catch {
      aside.add(stream);
    }
  }
  const kept = [...found.values()].filter((row) => row !== null);
  const order = (row: Row) => `${row['tenant'] as string} ${row['id'] as string}`;
  return kept.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}
