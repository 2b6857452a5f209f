import { createHash } from 'node:crypto';
import { slicesOf, type TenantId, type Uuid } from '@jalon/kernel';
import type { ReadRecord, Reads, RecordedParameter, RecordsAsked } from '@jalon/ports';
import { PAGE } from '@jalon/sql-database';
import type { ExpressionBuilder } from 'kysely';
import type { ReadTables } from './reads.table.js';
import type { RecordDatabase, Records } from './record-tables.js';

type Db = RecordDatabase['db'];

const DAY_MS = 24 * 60 * 60_000;

/** About how many people a set holds. */
const PEOPLE_A_SET = 64;

/** Before which moment reads and refusals are removed: the beginning of a day (UTC), so that whole days go. */
export const beginningOfKept = (now: number, days: number): number => (Math.floor(now / DAY_MS) - days) * DAY_MS;

/** The repository, and what removes its rows. */
export function readsIn({ database, auditDays }: Records): Reads & {
  removeExpired(now: number, max: number): Promise<number>;
} {
  const { db } = database;

  return {
    async add(reads) {
      const rows = reads.map(({ roles, parameters, people, ...read }) => ({
        ...read,
        roles: JSON.stringify(roles),
        parameters: JSON.stringify(parameters),
        people: people.length,
      }));
      const sets = reads.flatMap(({ id, tenant, people }) =>
        setsOf(tenant, people).map((set) => ({ ...set, read: id })),
      );
      const readSets = sets.map(({ id, read }) => ({ set_id: id, read_id: read }));
      await database.transaction(['reads'], async (within) => {
        for (const some of slicesOf(rows, PAGE))
          await within
            .insertInto('reads')
            .values(some)
            .onConflict((before) => before.column('id').doNothing())
            .execute();
        for (const some of slicesOf(readSets, PAGE))
          await within
            .insertInto('read_sets')
            .values(some)
            .onConflict((before) => before.columns(['set_id', 'read_id']).doNothing())
            .execute();
        await addSets(within, new Map(sets.map(({ id, people }) => [id, people])));
      });
    },

    async list({ person, reader, ...asked }) {
      const rows = await db
        .selectFrom('reads')
        .selectAll()
        .where((is) => is.and(asWhenAsked(is, asked)))
        .$if(reader !== undefined, (query) => query.where('person', '=', reader ?? null))
        .$if(person !== undefined, (query) =>
          query.where('id', 'in', (inner) =>
            inner
              .selectFrom('read_sets')
              .select('read_id')
              .where('set_id', 'in', (sets) =>
                sets
                  .selectFrom('read_set_members')
                  .select('set_id')
                  .where('person', '=', person ?? ''),
              ),
          ),
        )
        .orderBy('at', 'desc')
        .orderBy('id', 'desc')
        .limit(asked.limit)
        .execute();
      return rows.map(readOf);
    },

    async peopleOf(read, max) {
      const rows = await db
        .selectFrom('read_sets')
        .innerJoin('read_set_members', 'read_set_members.set_id', 'read_sets.set_id')
        .select('read_set_members.person')
        .where('read_id', '=', read)
        .orderBy('read_set_members.person')
        .limit(max)
        .execute();
      return rows.map(({ person }) => person);
    },

    removeExpired: (now, max) =>
      database.transaction(['reads'], async (within) => {
        const expired = await within
          .selectFrom('reads')
          .select('id')
          .where('at', '<', beginningOfKept(now, auditDays))
          .orderBy('at')
          .limit(max)
          .execute();
        for (const some of slicesOf(expired, PAGE)) {
          await removeReads(
            within,
            some.map(({ id }) => id),
          );
        }
        return expired.length;
      }),
  };
}

/** What reads and refusals are found by alike. */
export function asWhenAsked<Table extends 'reads' | 'refusals'>(
  of: ExpressionBuilder<ReadTables, Table>,
  { tenant, from, until, after }: RecordsAsked,
) {
  // The two tables have these columns, which the type of a builder for either cannot say.
  const is = of as unknown as ExpressionBuilder<ReadTables, 'reads'>;
  return [
    is('tenant', '=', tenant),
    ...(from === undefined ? [] : [is('at', '>=', from)]),
    ...(until === undefined ? [] : [is('at', '<', until)]),
    ...(after ? [is.or([is('at', '<', after.at), is.and([is('at', '=', after.at), is('id', '<', after.id)])])] : []),
  ];
}

interface PeopleSet {
  readonly id: string;
  readonly people: readonly Uuid[];
}

/**
 * People as sets that are named by what they hold, so that a list that is read again and again is stored once. The people of a
 * large read are divided by their ids: whoever joins or leaves changes one of its sets.
 */
function setsOf(tenant: TenantId, people: readonly Uuid[]): readonly PeopleSet[] {
  if (people.length === 0) return [];
  const parts = 2 ** Math.max(0, Math.ceil(Math.log2(people.length / PEOPLE_A_SET)));
  const byPart = Array.from({ length: parts }, (): Uuid[] => []);
  for (const id of people) byPart[Number.parseInt(id.slice(-8), 16) % parts]?.push(id);
  const filled = byPart.filter((some) => some.length > 0);
  return filled.map((some) => {
    const sorted = [...new Set(some)].sort();
    const hash = createHash('sha256').update(JSON.stringify([tenant, ...sorted]));
    return { id: hash.digest('base64url').slice(0, 22), people: sorted };
  });
}

/** A set is there whole or not at all. */
async function addSets(db: Db, sets: ReadonlyMap<string, readonly Uuid[]>): Promise<void> {
  for (const ids of slicesOf([...sets.keys()], PAGE)) {
    const found = await db
      .selectFrom('read_set_members')
      .select('set_id')
      .distinct()
      .where('set_id', 'in', ids)
      .execute();
    const known = new Set(found.map(({ set_id }) => set_id));
    const rows = ids
      .filter((id) => !known.has(id))
      .flatMap((id) => (sets.get(id) ?? []).map((person) => ({ set_id: id, person })));
    for (const some of slicesOf(rows, PAGE)) await db.insertInto('read_set_members').values(some).execute();
  }
}

/** Removes reads, and the sets that no read has any more. */
async function removeReads(db: Db, ids: readonly string[]): Promise<void> {
  const theirs = await db.selectFrom('read_sets').select('set_id').distinct().where('read_id', 'in', ids).execute();
  await db.deleteFrom('read_sets').where('read_id', 'in', ids).execute();
  await db.deleteFrom('reads').where('id', 'in', ids).execute();
  for (const some of slicesOf(theirs, PAGE)) {
    const sets = some.map(({ set_id }) => set_id);
    await db
      .deleteFrom('read_set_members')
      .where('set_id', 'in', sets)
      .where('set_id', 'not in', (kept) => kept.selectFrom('read_sets').select('set_id').where('set_id', 'in', sets))
      .execute();
  }
}

const readOf = ({ roles, parameters, ...row }: ReadTables['reads']): ReadRecord => ({
  ...row,
  roles: JSON.parse(roles) as string[],
  parameters: JSON.parse(parameters) as Record<string, RecordedParameter>,
});
