import { randomUUID } from 'node:crypto';
import type { PackedIndex, Row, RowKey, Table } from '@jalon/kernel';
import type { PackedPage } from '@jalon/ports';
import type { Backend, Database, RowStatements, Shape } from './backend.js';
import { BETWEEN_IDS, EntryPages, type EntryPage, type PackedEntry } from './packed-pages.js';

/**
 * The table of a packed index, `<table>_<index>`: pages of entries, in the order of the rows' ids, so that reading all entries
 * is reading few rows. Entries are those of the rows in force. A page holds the ids from its `first` up to the next page's; the
 * first page of a tenant begins before every id. Its column of numbers is called like the index, and holds them in this
 * machine's byte order, which is that of every machine we know.
 */
const packedTable = (table: string, { name }: PackedIndex): string => `${table}_${name}`;

/** The name of a table's packed index; none where it has none. */
export const packedTablesOf = ({ name, packedIndex }: Table): readonly string[] =>
  packedIndex ? [packedTable(name, packedIndex)] : [];

/** Sorts after every id: the row of a tenant that holds its stamp, in the place of ids. */
const STAMP = '~';

export async function createPackedTable(
  db: Database,
  types: Backend['types'],
  { name, key }: Table,
  index: PackedIndex,
): Promise<void> {
  if (key.length !== 2) throw new Error(`${name} cannot have a packed index`);
  const packed = packedTable(name, index);
  await db.schema
    .createTable(packed)
    .addColumn('tenant', types.text, (column) => column.notNull())
    .addColumn('first', types.text, (column) => column.notNull())
    .addColumn('ids', types.text, (column) => column.notNull())
    .addColumn(index.name, types.bytes, (column) => column.notNull())
    .addPrimaryKeyConstraint(`${packed}_key`, ['tenant', 'first'])
    .execute();
}

/** The entries of a tenant's rows, in the order of their ids. */
export async function selectPacked(
  db: Database,
  statements: RowStatements,
  table: Table,
  tenant: string,
  cache: PackedIndexCache,
): Promise<readonly PackedPage[]> {
  const index = requireIndex(table);
  const shape = shapeOf(table, index);
  const [stamp] = await statements.atOrBefore(db, shape, [{ tenant, first: STAMP }]);
  if (stamp?.['first'] !== STAMP) return [];
  const read = async () => {
    const pages = db.selectFrom(shape.name).select(['ids', index.name]).where('tenant', '=', tenant);
    return (await pages.where('first', '<', STAMP).orderBy('first').execute()).map((row) => readPage(index, row));
  };
  return cache.pages(`${table.name} ${tenant}`, String(stamp['ids']), read);
}

/** A row before and after the events of a page. */
interface Changed {
  readonly key: RowKey;
  readonly before: Row | null;
  readonly row: Row | null;
}

/** Writes the entries that these changes of rows change, with a new stamp; nothing where they change none. */
export async function changePacked(
  db: Database,
  statements: RowStatements,
  table: Table,
  changes: readonly Changed[],
): Promise<void> {
  const index = table.packedIndex;
  if (!index) return;
  const changed = changes.flatMap((change) => changedEntry(table, index, change));
  if (changed.length === 0) return;
  const shape = shapeOf(table, index);
  const changedKeys = changed.map(({ tenant, id }) => ({ tenant, first: id }));
  const pages = new EntryPages((await statements.atOrBefore(db, shape, changedKeys)).map((row) => pageIn(index, row)));
  for (const { tenant, id, entry } of changed) pages.change(tenant, id, entry);
  const { filled, emptied } = pages.changed();
  const stamps = [...new Set(changed.map(({ tenant }) => tenant))].map((tenant) => [
    ...[tenant, STAMP, randomUUID(), Buffer.alloc(0)],
  ]);
  await statements.put(db, shape, [...filled.map(storedPage), ...stamps]);
  if (emptied.length > 0) await statements.remove(db, shape, emptied);
}

function changedEntry(table: Table, { numbers }: PackedIndex, { key, before, row }: Changed) {
  const [were, are] = [before && numbers(before), row && numbers(row)];
  if (sameNumbers(were, are)) return [];
  const [tenant = '', id = ''] = table.key.map((column) => String(key[column]));
  return [{ tenant, id, entry: are && { id, numbers: Int32Array.from(are) } }];
}

function requireIndex({ name, packedIndex }: Table): PackedIndex {
  if (!packedIndex) throw new Error(`${name} has no packed index`);
  return packedIndex;
}

function sameNumbers(one: readonly number[] | null, other: readonly number[] | null): boolean {
  if (!one || !other) return one === other;
  return one.length === other.length && one.every((number, place) => number === other[place]);
}

const shapes = new WeakMap<Table, Shape>();

/** The same object each time, so that its statements are compiled once. */
function shapeOf(table: Table, index: PackedIndex): Shape {
  const made = shapes.get(table) ?? {
    name: packedTable(table.name, index),
    key: ['tenant', 'first'],
    columns: {
      tenant: { type: 'text' },
      first: { type: 'text' },
      ids: { type: 'text' },
      [index.name]: { type: 'bytes' },
    },
  };
  shapes.set(table, made);
  return made;
}

function readPage({ name }: PackedIndex, row: Record<string, unknown>): PackedPage {
  // A copy: the driver may place a blob anywhere in a shared buffer, and the numbers must lie at multiples of four.
  const copy = new Uint8Array(row[name] as Buffer);
  return { ids: () => (row['ids'] as string).split(BETWEEN_IDS), numbers: new Int32Array(copy.buffer) };
}

function pageIn(index: PackedIndex, row: Record<string, unknown>): EntryPage {
  return { tenant: String(row['tenant']), first: String(row['first']), entries: entriesOf(readPage(index, row)) };
}

function entriesOf({ ids, numbers }: PackedPage): PackedEntry[] {
  let at = 0;
  return ids().map((id) => {
    const from = at + 1;
    at = from + (numbers[at] ?? 0);
    return { id, numbers: numbers.subarray(from, at) };
  });
}

/** In the order of the shape's columns. */
function storedPage({ tenant, first, entries }: EntryPage): readonly unknown[] {
  const numbers = new Int32Array(entries.reduce((length, entry) => length + 1 + entry.numbers.length, 0));
  let at = 0;
  for (const entry of entries) {
    numbers[at] = entry.numbers.length;
    numbers.set(entry.numbers, at + 1);
    at += 1 + entry.numbers.length;
  }
  return [tenant, first, entries.map(({ id }) => id).join(BETWEEN_IDS), Buffer.from(numbers.buffer)];
}

const MOST_BYTES = 32 * 2 ** 20;

interface CachedPages {
  /** What was written when an entry last changed. */
  readonly stamp: string;
  readonly pages: readonly PackedPage[];
  readonly bytes: number;
}

/**
 * Pages that were read before. A reading compares their stamp in its own snapshot, so it gets what is stored there, whatever
 * another process wrote and whichever build was swapped in. The lists that were asked for longest ago are dropped first.
 */
export class PackedIndexCache {
  private readonly lists = new Map<string, CachedPages>();
  private bytes = 0;

  async pages(name: string, stamp: string, read: () => Promise<readonly PackedPage[]>): Promise<readonly PackedPage[]> {
    const known = this.lists.get(name);
    const list = known?.stamp === stamp ? known : cachedPages(stamp, await read());
    this.forget(name);
    this.lists.set(name, list);
    this.bytes += list.bytes;
    for (const oldest of this.lists.keys()) if (this.bytes > MOST_BYTES) this.forget(oldest);
    return list.pages;
  }

  private forget(name: string): void {
    this.bytes -= this.lists.get(name)?.bytes ?? 0;
    this.lists.delete(name);
  }
}

/** An id takes about as many bytes as its numbers. */
function cachedPages(stamp: string, pages: readonly PackedPage[]): CachedPages {
  return { stamp, pages, bytes: pages.reduce((sum, { numbers }) => sum + 2 * numbers.byteLength, 0) };
}
