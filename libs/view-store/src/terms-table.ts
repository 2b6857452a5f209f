import { randomUUID } from 'node:crypto';
import type { Row, RowKey, Table } from '@jalon/kernel';
import type { TermsPage } from '@jalon/ports';
import type { Backend, RowStatements, Shape } from './backend.js';
import type { Database } from './database.js';
import type { KeptTerms } from './kept-terms.js';
import { BETWEEN_IDS, TermsPages, type Entry, type PageOfTerms } from './terms-pages.js';

/**
 * The terms of a table's rows lie beside it, many to a page, in the order of their ids: reading them all is reading few rows.
 * Of a table that keeps versions they are those in force. A page holds the ids from its `first` up to the next page's; the first
 * page of a tenant begins before every id. Numbers are in this machine's order of bytes: that of every machine we know.
 */
export const termsTable = (name: string): string => `${name}_terms`;

/** Beyond every id: where a tenant's stamp lies, in the place of ids. */
const STAMP = '~';

export async function createTermsTable(db: Database, types: Backend['types'], { name, key }: Table): Promise<void> {
  if (key.length !== 2) throw new Error(`${name} cannot have terms`);
  await db.schema
    .createTable(termsTable(name))
    .addColumn('tenant', types.text, (column) => column.notNull())
    .addColumn('first', types.text, (column) => column.notNull())
    .addColumn('ids', types.text, (column) => column.notNull())
    .addColumn('terms', types.bytes, (column) => column.notNull())
    .addPrimaryKeyConstraint(`${termsTable(name)}_key`, ['tenant', 'first'])
    .execute();
}

/** The terms of a tenant's rows, in the order of their ids. */
export async function selectTerms(
  db: Database,
  statements: RowStatements,
  table: Table,
  tenant: string,
  kept: KeptTerms,
): Promise<readonly TermsPage[]> {
  const shape = shapeOf(table);
  const [stamp] = await statements.atOrBefore(db, shape, [{ tenant, first: STAMP }]);
  if (stamp?.['first'] !== STAMP) return [];
  const read = async () => {
    const pages = db.selectFrom(shape.name).select(['ids', 'terms']).where('tenant', '=', tenant);
    return (await pages.where('first', '<', STAMP).orderBy('first').execute()).map(readPage);
  };
  return kept.pages(`${table.name} ${tenant}`, String(stamp['ids']), read);
}

/** A row before and after the events of a page. */
interface Changed {
  readonly key: RowKey;
  readonly before: Row | null;
  readonly row: Row | null;
}

/** Puts the terms of rows in the place of what they were, where they changed, and a stamp that was never there before. */
export async function changeTerms(
  db: Database,
  statements: RowStatements,
  table: Table,
  changes: readonly Changed[],
): Promise<void> {
  const changed = changes.flatMap((change) => changedTerms(table, change));
  if (changed.length === 0) return;
  const shape = shapeOf(table);
  const wanted = changed.map(({ tenant, id }) => ({ tenant, first: id }));
  const pages = new TermsPages((await statements.atOrBefore(db, shape, wanted)).map(pageIn));
  for (const { tenant, id, entry } of changed) pages.change(tenant, id, entry);
  const { filled, emptied } = pages.changed();
  const stamps = [...new Set(changed.map(({ tenant }) => tenant))].map((tenant) => [
    ...[tenant, STAMP, randomUUID(), Buffer.alloc(0)],
  ]);
  await statements.put(db, shape, [...filled.map(storedPage), ...stamps]);
  if (emptied.length > 0) await statements.remove(db, shape, emptied);
}

function changedTerms(table: Table, { key, before, row }: Changed) {
  const terms = table.terms;
  if (!terms) return [];
  const [were, are] = [before && terms(before), row && terms(row)];
  if (sameTerms(were, are)) return [];
  const [tenant = '', id = ''] = table.key.map((column) => String(key[column]));
  return [{ tenant, id, entry: are && { id, terms: Int32Array.from(are) } }];
}

function sameTerms(one: readonly number[] | null, other: readonly number[] | null): boolean {
  if (!one || !other) return one === other;
  return one.length === other.length && one.every((term, place) => term === other[place]);
}

const shapes = new WeakMap<Table, Shape>();

/** The same object each time, so that its statements are compiled once. */
function shapeOf(table: Table): Shape {
  const made = shapes.get(table) ?? {
    name: termsTable(table.name),
    key: ['tenant', 'first'],
    columns: { tenant: { type: 'text' }, first: { type: 'text' }, ids: { type: 'text' }, terms: { type: 'bytes' } },
  };
  shapes.set(table, made);
  return made;
}

function readPage({ ids, terms }: Record<string, unknown>): TermsPage {
  // A copy: the driver may give a blob any place in a buffer that others share, and numbers must lie at multiples of four.
  const copy = new Uint8Array(terms as Buffer);
  return { ids: () => (ids as string).split(BETWEEN_IDS), terms: new Int32Array(copy.buffer) };
}

function pageIn(row: Record<string, unknown>): PageOfTerms {
  return { tenant: String(row['tenant']), first: String(row['first']), entries: entriesOf(readPage(row)) };
}

function entriesOf({ ids, terms }: TermsPage): Entry[] {
  let at = 0;
  return ids().map((id) => {
    const from = at + 1;
    at = from + (terms[at] ?? 0);
    return { id, terms: terms.subarray(from, at) };
  });
}

/** In the order of the shape's columns. */
function storedPage({ tenant, first, entries }: PageOfTerms): readonly unknown[] {
  const terms = new Int32Array(entries.reduce((length, entry) => length + 1 + entry.terms.length, 0));
  let at = 0;
  for (const entry of entries) {
    terms[at] = entry.terms.length;
    terms.set(entry.terms, at + 1);
    at += 1 + entry.terms.length;
  }
  return [tenant, first, entries.map(({ id }) => id).join(BETWEEN_IDS), Buffer.from(terms.buffer)];
}
