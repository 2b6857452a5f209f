import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Row, RowKey, Table } from '@jalon/kernel';
import type { TermsPage } from '@jalon/application';
import { runStatement, type Database } from './database.js';
import type { KeptTerms } from './kept-terms.js';

/**
 * The terms of a table's rows lie beside it, many to a page, in the order of their ids: reading them all is reading few rows.
 * Of a table that keeps versions they are those in force. A page holds the ids from its `first` up to the next page's; the first
 * page of a tenant begins before every id. Numbers are in this machine's order of bytes: views never leave it.
 */
export const termsTable = (name: string): string => `${name}_terms`;

/** A page that grows beyond this many rows is cut in two. With a few skills each it takes three kilobytes, with thirty seven. */
const MOST_ROWS = 32;
const BEFORE_EVERY_ID = '';
/** Beyond every id: where a tenant's stamp lies, in the place of ids. */
const STAMP = '~';
/** No id has one: it is part of the name of a stream. */
const BETWEEN_IDS = ' ';

interface Entry {
  readonly id: string;
  readonly terms: Int32Array;
}

export async function createTermsTable(db: Database, { name, key }: Table): Promise<void> {
  if (key.length !== 2) throw new Error(`${name} cannot have terms`);
  await db.schema
    .createTable(termsTable(name))
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('first', 'text', (column) => column.notNull())
    .addColumn('ids', 'text', (column) => column.notNull())
    .addColumn('terms', 'blob', (column) => column.notNull())
    .addPrimaryKeyConstraint(`${termsTable(name)}_key`, ['tenant', 'first'])
    .execute();
}

/** The terms of a tenant's rows, in the order of their ids. */
export function selectTerms(db: Database, table: Table, tenant: string, kept: KeptTerms): readonly TermsPage[] {
  const { all, find } = statementsOf(db, table);
  const [stamp] = runStatement(db, find, [tenant, STAMP]);
  if (!stamp) return [];
  const read = () => runStatement(db, all, [tenant, STAMP]).map(readPage);
  return kept.pages(`${table.name} ${tenant}`, String(stamp['ids']), read);
}

/** A row before and after the events of a page. */
interface Changed {
  readonly key: RowKey;
  readonly before: Row | null;
  readonly row: Row | null;
}

/** Puts the terms of rows in the place of what they were, where they changed, and a stamp that was never there before. */
export function changeTerms(db: Database, table: Table, changes: Iterable<Changed>): void {
  const { terms } = table;
  if (!terms) return;
  const tenants = new Set<string>();
  for (const { key, before, row } of changes) {
    const were = before && terms(before);
    const are = row && terms(row);
    if (sameTerms(were, are)) continue;
    const [tenant = '', id = ''] = table.key.map((column) => String(key[column]));
    changePage(db, table, tenant, id, are && { id, terms: Int32Array.from(are) });
    tenants.add(tenant);
  }
  for (const tenant of tenants) {
    runStatement(db, statementsOf(db, table).put, [tenant, STAMP, randomUUID(), Buffer.alloc(0)]);
  }
}

function sameTerms(one: readonly number[] | null, other: readonly number[] | null): boolean {
  if (!one || !other) return one === other;
  return one.length === other.length && one.every((term, place) => term === other[place]);
}

/** Puts `entry` in the place of what the page of `id` holds of it, or takes that away. */
function changePage(db: Database, table: Table, tenant: string, id: string, entry: Entry | null): void {
  const statements = statementsOf(db, table);
  const [found] = runStatement(db, statements.find, [tenant, id]);
  const first = found ? String(found['first']) : BEFORE_EVERY_ID;
  const entries = found ? entriesOf(readPage(found)) : [];
  const place = entries.findIndex((held) => held.id >= id);
  const at = place < 0 ? entries.length : place;
  entries.splice(at, entries[at]?.id === id ? 1 : 0, ...(entry ? [entry] : []));
  const cut = entries.length > MOST_ROWS ? entries.length >> 1 : entries.length;
  const [kept, moved] = [entries.slice(0, cut), entries.slice(cut)];
  if (kept.length > 0) runStatement(db, statements.put, [tenant, first, ...written(kept)]);
  else runStatement(db, statements.remove, [tenant, first]);
  if (moved[0]) runStatement(db, statements.put, [tenant, moved[0].id, ...written(moved)]);
}

function readPage({ ids, terms }: Record<string, unknown>): TermsPage {
  // A copy: the driver may give a blob any place in a buffer that others share, and numbers must lie at multiples of four.
  const copy = new Uint8Array(terms as Buffer);
  return { ids: () => (ids as string).split(BETWEEN_IDS), terms: new Int32Array(copy.buffer) };
}

function entriesOf({ ids, terms }: TermsPage): Entry[] {
  let at = 0;
  return ids().map((id) => {
    const from = at + 1;
    at = from + (terms[at] ?? 0);
    return { id, terms: terms.subarray(from, at) };
  });
}

function written(entries: readonly Entry[]): readonly [ids: string, terms: Buffer] {
  const terms = new Int32Array(entries.reduce((length, entry) => length + 1 + entry.terms.length, 0));
  let at = 0;
  for (const entry of entries) {
    terms[at] = entry.terms.length;
    terms.set(entry.terms, at + 1);
    at += 1 + entry.terms.length;
  }
  return [entries.map(({ id }) => id).join(BETWEEN_IDS), Buffer.from(terms.buffer)];
}

interface TermsStatements {
  readonly all: string;
  readonly find: string;
  readonly put: string;
  readonly remove: string;
}

const compiled = new WeakMap<Table, TermsStatements>();

function statementsOf(db: Database, table: Table): TermsStatements {
  const made = compiled.get(table) ?? compile(db, termsTable(table.name));
  compiled.set(table, made);
  return made;
}

/** The values stand for those given at each run, in this order. */
function compile(db: Database, name: string): TermsStatements {
  const ofTenant = db.selectFrom(name).select(['ids', 'terms']).where('tenant', '=', '');
  const put = db
    .insertInto(name)
    .values({ tenant: '', first: '', ids: '', terms: '' })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant', 'first'])
        .doUpdateSet((builder) => ({ ids: builder.ref('excluded.ids'), terms: builder.ref('excluded.terms') })),
    );
  const remove = db.deleteFrom(name).where('tenant', '=', '').where('first', '=', '');
  return {
    all: ofTenant.where('first', '<', '').orderBy('first').compile().sql,
    find: ofTenant.select('first').where('first', '<=', '').orderBy('first', 'desc').limit(sql.lit(1)).compile().sql,
    put: put.compile().sql,
    remove: remove.compile().sql,
  };
}
