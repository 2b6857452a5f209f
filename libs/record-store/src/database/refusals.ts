import { slicesOf } from '@jalon/kernel';
import type { RefusalRecord, Refusals } from '@jalon/ports';
import { PAGE } from '@jalon/sql-database';
import { asWhenAsked, beginningOfKept } from './reads.js';
import type { ReadTables } from './reads.table.js';
import type { Records } from './record-tables.js';

/** The repository, and what removes its rows. */
export function refusalsIn({ database, auditDays }: Records): Refusals & {
  removeExpired(now: number, max: number): Promise<number>;
} {
  const { db } = database;

  return {
    async add(refusals) {
      const rows = refusals.map(({ roles, ...refusal }) => ({ ...refusal, roles: JSON.stringify(roles) }));
      await database.transaction(['refusals'], async (within) => {
        for (const some of slicesOf(rows, PAGE))
          await within
            .insertInto('refusals')
            .values(some)
            .onConflict((before) => before.column('id').doNothing())
            .execute();
      });
    },

    async list({ person, ...asked }) {
      const rows = await db
        .selectFrom('refusals')
        .selectAll()
        .where((is) => is.and(asWhenAsked(is, asked)))
        .$if(person !== undefined, (query) => query.where('person', '=', person ?? null))
        .orderBy('at', 'desc')
        .orderBy('id', 'desc')
        .limit(asked.limit)
        .execute();
      return rows.map(refusalOf);
    },

    removeExpired: (now, max) =>
      database.transaction(['refusals'], async (within) => {
        const expired = within
          .selectFrom('refusals')
          .select('id')
          .where('at', '<', beginningOfKept(now, auditDays))
          .limit(max);
        const { numDeletedRows } = await within.deleteFrom('refusals').where('id', 'in', expired).executeTakeFirst();
        return Number(numDeletedRows);
      }),
  };
}

const refusalOf = ({ roles, ...row }: ReadTables['refusals']): RefusalRecord => ({
  ...row,
  roles: JSON.parse(roles) as string[],
});
