import type { UniqueRequest } from '@jalon/kernel';
import type { Account, UniqueHashes, UniqueHolder, UniqueKey } from '@jalon/ports';
import type { Kysely } from 'kysely';
import type { RecordTables, Records } from './record-tables.js';

type Db = Kysely<RecordTables>;

const COLUMNS = [
  'tenant',
  'person',
  'kind',
  'scope',
  'hash',
  'exclusive',
  'attempt',
  'at',
] as const satisfies readonly (keyof UniqueHolder)[];

export function uniqueHashesIn({ database, hash }: Records): UniqueHashes {
  const { db } = database;
  const hashOf = ({ tenant, kind, value }: UniqueKey) => hash('unique', tenant, kind, value);

  const one = (from: Db, { hash: hashed, scope, person, attempt }: UniqueHolder) =>
    from
      .deleteFrom('unique_hashes')
      .where('hash', '=', hashed)
      .where('scope', '=', scope)
      .where('person', '=', person)
      .where('attempt', '=', attempt);

  return {
    reserve({ tenant, person, attempt, at }, values, voided) {
      const hashed = values.map((value) => ({ value, hash: hashOf({ ...value, tenant }) }));
      // Sorted, so that two transactions never wait for each other.
      const locks = [...new Set(hashed.map((each) => `unique ${each.hash}`))].sort();
      return database.transaction(locks, async (within) => {
        const inTheWay: { readonly value: UniqueRequest; readonly holder: UniqueHolder }[] = [];
        for (const { value, hash: key } of hashed) {
          if (value.held) continue;
          const others = within
            .selectFrom('unique_hashes')
            .select(COLUMNS)
            .where('hash', '=', key)
            .where('scope', '=', value.scope)
            .where('person', '!=', person);
          const found = await (value.exclusive ? others : others.where('exclusive', '=', 1)).execute();
          const counting = found.map(holderOf).filter((each) => !voided.some((other) => isSame(other, each)));
          inTheWay.push(...counting.map((holder) => ({ value, holder })));
        }
        if (inTheWay.length > 0) return inTheWay;
        for (const each of voided) await one(within, each).execute();
        for (const { value, hash: key } of hashed) {
          const { kind, scope } = value;
          const exclusive = Number(value.exclusive);
          await within
            .insertInto('unique_hashes')
            .values({ tenant, person, kind, scope, hash: key, exclusive, attempt, at })
            .onConflict((before) =>
              before
                .columns(['hash', 'scope', 'person'])
                .doUpdateSet({ exclusive, attempt, at })
                .where('unique_hashes.attempt', '<=', attempt),
            )
            .execute();
        }
        return [];
      });
    },

    async holdersOf(key) {
      const holders = db.selectFrom('unique_hashes').select(COLUMNS).where('hash', '=', hashOf(key));
      const scoped = key.scope === undefined ? holders : holders.where('scope', '=', key.scope);
      return (await scoped.orderBy('person').execute()).map(holderOf);
    },

    async removeBefore({ tenant, person, attempt }) {
      await database.transaction([], (within) =>
        within
          .deleteFrom('unique_hashes')
          .where('tenant', '=', tenant)
          .where('person', '=', person)
          .where('attempt', '<', attempt)
          .execute(),
      );
    },

    async remove(holder) {
      await database.transaction([], (within) => one(within, holder).execute());
    },

    forget: ({ tenant, person }) =>
      database.transaction([], async (within) => {
        const { numDeletedRows } = await within
          .deleteFrom('unique_hashes')
          .where('tenant', '=', tenant)
          .where('person', '=', person)
          .executeTakeFirst();
        return Number(numDeletedRows);
      }),

    people(after, limit) {
      const all = db.selectFrom('unique_hashes').select(['tenant', 'person']).distinct();
      const rest = after
        ? all.where((is) =>
            is.or([
              is('tenant', '>', after.tenant),
              is.and([is('tenant', '=', after.tenant), is('person', '>', after.person)]),
            ]),
          )
        : all;
      return rest.orderBy('tenant').orderBy('person').limit(limit).execute();
    },

    async ofPerson({ tenant, person }: Account) {
      const found = await db
        .selectFrom('unique_hashes')
        .select(COLUMNS)
        .where('tenant', '=', tenant)
        .where('person', '=', person)
        .orderBy('kind')
        .orderBy('scope')
        .orderBy('hash')
        .execute();
      return found.map(holderOf);
    },

    async shared(tenant, limit) {
      const values = await db
        .selectFrom('unique_hashes')
        .select(['hash', 'scope'])
        .where('tenant', '=', tenant)
        .groupBy(['hash', 'scope'])
        .having((is) => is.and([is(is.fn.countAll(), '>', 1), is(is.fn.max('exclusive'), '=', 1)]))
        .orderBy('hash')
        .orderBy('scope')
        .limit(limit)
        .execute();
      const shared: UniqueHolder[][] = [];
      for (const { hash: key, scope } of values) {
        const holders = db
          .selectFrom('unique_hashes')
          .select(COLUMNS)
          .where('hash', '=', key)
          .where('scope', '=', scope);
        shared.push((await holders.orderBy('person').execute()).map(holderOf));
      }
      return shared;
    },
  };
}

const isSame = (one: UniqueHolder, other: UniqueHolder): boolean =>
  one.hash === other.hash && one.scope === other.scope && one.person === other.person && one.attempt === other.attempt;

const holderOf = (row: RecordTables['unique_hashes']): UniqueHolder => ({ ...row, exclusive: row.exclusive === 1 });
