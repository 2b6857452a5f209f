import { sql } from 'kysely';
import type { Row, RowKey, Table } from '@jalon/kernel';
import type { TermsPage } from '@jalon/application';
import { runStatement, type Database } from './database.js';

/**
 * The terms of a table's rows lie beside it, many to a page, in the order of their ids: reading them all is reading few rows.
 * Of a table that keeps versions they are those in force. A page holds the ids from its `first` up to the next page's; the first page of a tenant begins before every id.
 */
export const termsTable = (name: string): string => `${name}_terms`;

/** A page that grows beyond this many rows is cut in two: it still fits on one page of the database. */
const MOST_ROWS = 32;
const BEFORE_EVERY_ID = '';
/** No id has one: it is part of the name of a stream. */
const BETWEEN_IDS = ' ';

interface Entry {
  readonly id: string;
  readonly terms: readonly number[];
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
export function selectTerms(db: Database, table: Table, tenant: string): readonly TermsPage[] {
  return runStatement(db, statementsOf(db, table).all, [tenant]).map(readPage);
}

/** What a change of a row changes in the terms. */
export function changeTerms(db: Database, table: Table, key: RowKey, before: Row | null, after: Row | null): void {
  const {
    terms,
    key: [tenantColumn, idColumn],
  } = table;
  if (!terms || tenantColumn === undefined || idColumn === undefined) return;
  const were = before && terms(before);
  const are = after && terms(after);
  if (sameTerms(were, are)) return;
  const id = String(key[idColumn]);
  changePage(db, table, String(key[tenantColumn]), id, are && { id, terms: are });
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
  const { buffer, byteOffset, byteLength } = terms as Buffer;
  // A small blob may begin anywhere in a buffer that it shares.
  const aligned = byteOffset % Int32Array.BYTES_PER_ELEMENT === 0;
  return {
    ids: () => (ids as string).split(BETWEEN_IDS),
    terms: aligned
      ? new Int32Array(buffer, byteOffset, byteLength / Int32Array.BYTES_PER_ELEMENT)
      : new Int32Array(new Uint8Array(terms as Buffer).buffer),
  };
}

function entriesOf({ ids, terms }: TermsPage): Entry[] {
  let at = 0;
  return ids().map((id) => {
    const from = at + 1;
    at = from + (terms[at] ?? 0);
    return { id, terms: [...terms.subarray(from, at)] };
  });
}

function written(entries: readonly Entry[]): readonly [ids: string, terms: Buffer] {
  const terms = Int32Array.from(entries.flatMap((entry) => [entry.terms.length, ...entry.terms]));
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
    all: ofTenant.orderBy('first').compile().sql,
    find: ofTenant.select('first').where('first', '<=', '').orderBy('first', 'desc').limit(sql.lit(1)).compile().sql,
    put: put.compile().sql,
    remove: remove.compile().sql,
  };
}
