import { slicesOf, type TenantId, type Uuid } from '@jalon/kernel';
import type { Account } from '@jalon/ports';
import { removeUnlinked } from './identities.js';
import type { RecordDatabase } from './record-tables.js';

type Db = RecordDatabase['db'];

/** The tables with rows of a person, besides `identities`. */
const OF_PEOPLE = [
  'api_tokens',
  'sessions',
  'login_links',
  'invitations',
  'mails',
  'mail_logins',
  'unique_hashes',
] as const;

/** How many people one transaction forgets: others wait for it. */
const AT_ONCE = 200;

/** Removes what is stored about people. @returns how many rows */
export async function forgetPeople(database: RecordDatabase, people: readonly Account[]): Promise<number> {
  let removed = 0;
  for (const tenant of new Set(people.map((account) => account.tenant))) {
    const ids = people.filter((account) => account.tenant === tenant).map(({ person }) => person);
    for (const some of slicesOf(ids, AT_ONCE)) {
      // Nobody links an identity meanwhile.
      removed += await database.transaction(['identities'], (db) => forget(db, tenant, some));
    }
  }
  return removed;
}

/** The links of identities come first: what hangs on an identity goes with its last link. */
async function forget(db: Db, tenant: TenantId, people: readonly Uuid[]): Promise<number> {
  const linked = await db
    .selectFrom('identities')
    .select('identity')
    .where('tenant', '=', tenant)
    .where('person', 'in', people)
    .execute();
  let removed = await removeOf(db, 'identities', tenant, people);
  for (const table of OF_PEOPLE) removed += await removeOf(db, table, tenant, people);
  const identities = [...new Set(linked.map(({ identity }) => identity))];
  return removed + (await removeUnlinked(db, identities));
}

async function removeOf(
  db: Db,
  table: 'identities' | (typeof OF_PEOPLE)[number],
  tenant: TenantId,
  people: readonly Uuid[],
): Promise<number> {
  // All of these tables have the two columns, which the type of a statement for any of them cannot say.
  const statement = db.deleteFrom(table as 'identities');
  const { numDeletedRows } = await statement
    .where('tenant', '=', tenant)
    .where('person', 'in', people)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
