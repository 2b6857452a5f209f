import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Projection } from '@jalon/kernel';
import { marketplaceProjection } from '@jalon/read-models';
import { stored, type GivenEvent } from '@jalon/testing';
import { openSqliteViewStore } from '@jalon/view-store';
import Database from 'better-sqlite3';
import { shelves } from './view-store.packed-index.contract.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jalon-terms-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The rows of the file after the first event, and after the second. */
async function written(projection: Projection, [changed, table]: Tables, events: readonly [GivenEvent, GivenEvent]) {
  const file = join(folder, 'views.db');
  const views = await openSqliteViewStore(file, [projection]);
  await views.takeLease('spec', 1_000);
  const history = stored(events);
  const after = async (count: number): Promise<Found> => {
    await views.applyPage(projection, history.slice(0, count), 'spec');
    const db = new Database(file, { readonly: true });
    const all = (name: string) => db.prepare(`SELECT * FROM ${name}`).all();
    const found = { rows: all(changed), packed: all(`${table}_terms`) };
    db.close();
    return found;
  };
  const found = [await after(1), await after(2)] as const;
  expect(await views.everyParked()).toEqual([]);
  await views.close();
  return found;
}

/** The table whose rows change, and the table that has the packed index. */
type Tables = readonly [changed: string, found: string];

interface Found {
  readonly rows: readonly unknown[];
  readonly packed: readonly unknown[];
}

const filled = (things: readonly number[]): GivenEvent => ({ type: 'Filled', data: { things } });

const A_NEED = {
  ...{ organisation: 'organisation', title: 'Treasurer', description: null, cause: 'environment', sdg: null },
  ...{ skills: ['accounting'], format: null, remote: 'no', location: null, languages: ['fr'], startsOn: null },
  ...{ endsOn: null, minutesPerWeek: 120, places: 2, contact: null, source: null },
};
const needEvent = (type: string, data: object): GivenEvent => ({ type, category: 'need', data });
const published = needEvent('NeedPublished', A_NEED);
const claim = { subject: 'mission-main.1', key: 'place', attempt: 1, amount: 1 };

describe('the entries of a packed index', () => {
  it.each<[string, Projection, Tables, GivenEvent, GivenEvent]>([
    ['other columns', shelves, ['shelves', 'shelves'], filled([1]), filled([1])],
    [
      'the claims on a need',
      marketplaceProjection,
      ['need_claims', 'needs'],
      published,
      needEvent('ClaimTaken', claim),
    ],
    [
      'the words of a need',
      marketplaceProjection,
      ['needs', 'needs'],
      published,
      needEvent('NeedRevised', { ...A_NEED, title: 'Other' }),
    ],
  ])(
    'are not written, nor is their stamp, where %s change and they do not',
    async (_what, projection, tables, ...events) => {
      const [before, after] = await written(projection, tables, events);
      expect(before.packed).toHaveLength(2);
      expect(after.rows).not.toEqual(before.rows);
      expect(after.packed).toEqual(before.packed);
    },
  );

  it.each<[string, Projection, Tables, GivenEvent, GivenEvent]>([
    ['a row', shelves, ['shelves', 'shelves'], filled([1]), filled([2])],
    [
      'a need',
      marketplaceProjection,
      ['needs', 'needs'],
      published,
      needEvent('NeedRevised', { ...A_NEED, skills: [] }),
    ],
  ])('are written, and their stamp, where those of %s change', async (_what, projection, tables, ...events) => {
    const [before, after] = await written(projection, tables, events);
    after.packed.forEach((row, place) => expect(row).not.toEqual(before.packed[place]));
    expect(after.packed).toHaveLength(2);
  });
});
