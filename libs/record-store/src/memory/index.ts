import type { Account, UniqueHashes, UniqueHolder, UniqueKey } from '@jalon/ports';

/**
 * Unique hashes in memory, for tests and dry runs.
 *
 * @param over reservations that count as well, and are not changed
 */
export function memoryUniqueHashes(over?: Pick<UniqueHashes, 'holdersOf'>): UniqueHashes {
  let rows: UniqueHolder[] = [];

  const here = ({ tenant, kind, value, scope }: UniqueKey) =>
    rows.filter(
      (each) =>
        each.tenant === tenant &&
        each.kind === kind &&
        each.hash === value &&
        (scope === undefined || each.scope === scope),
    );
  const holdersOf = async (key: UniqueKey) => [...here(key), ...((await over?.holdersOf(key)) ?? [])];
  const isOf =
    ({ tenant, person }: Account) =>
    (each: UniqueHolder) =>
      each.tenant === tenant && each.person === person;
  const sorted = (holders: readonly UniqueHolder[]) => holders.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));

  return {
    async reserve({ tenant, person, attempt, at }, values, voided) {
      const asked = values.filter(({ held }) => !held);
      const below = await Promise.all(asked.map(async (value) => over?.holdersOf({ ...value, tenant })));
      // From here on nothing is awaited: no other call comes between.
      const inTheWay = asked.flatMap((value, index) =>
        [...here({ ...value, tenant }), ...(below[index] ?? [])]
          .filter((holder) => holder.person !== person && (value.exclusive || holder.exclusive))
          .filter((holder) => !voided.some((each) => isSame(each, holder)))
          .map((holder) => ({ value, holder })),
      );
      if (inTheWay.length > 0) return inTheWay;
      rows = rows.filter((each) => !voided.some((other) => isSame(other, each)));
      for (const { kind, scope, value: hash, exclusive } of values) {
        const [before] = here({ tenant, kind, scope, value: hash }).filter(isOf({ tenant, person }));
        if (before && before.attempt > attempt) continue;
        const row = { tenant, person, kind, scope, hash, exclusive, attempt, at };
        rows = [...rows.filter((each) => each !== before), row];
      }
      return [];
    },
    holdersOf: async (key) => sorted(await holdersOf(key)),
    removeBefore: async ({ tenant, person, attempt }) => {
      rows = rows.filter((each) => !(isOf({ tenant, person })(each) && each.attempt < attempt));
    },
    remove: async (holder) => {
      rows = rows.filter((each) => !isSame(each, holder));
    },
    forget: async (account) => {
      const before = rows.length;
      rows = rows.filter((each) => !isOf(account)(each));
      return before - rows.length;
    },
    people: async (after, limit) => {
      const places = [...new Set(rows.map((each) => JSON.stringify([each.tenant, each.person])))].sort();
      const rest = after ? places.filter((place) => place > JSON.stringify([after.tenant, after.person])) : places;
      return rest.slice(0, limit).map((place) => {
        const [tenant, person] = JSON.parse(place) as [string, string];
        return { tenant, person };
      });
    },
    ofPerson: async (account) => sorted(rows.filter(isOf(account))),
    shared: async (tenant, limit) => {
      const ofTenant = sorted(rows.filter((each) => each.tenant === tenant));
      const valueOf = ({ kind, scope, hash }: UniqueHolder) => JSON.stringify([hash, scope, kind]);
      const values = [...new Set(ofTenant.map(valueOf))].sort();
      return values
        .map((value) => ofTenant.filter((each) => valueOf(each) === value))
        .filter((holders) => holders.length > 1 && holders.some(({ exclusive }) => exclusive))
        .slice(0, limit);
    },
  };
}

const placeOf = ({ kind, scope, hash, person }: UniqueHolder): string => JSON.stringify([kind, scope, hash, person]);

const isSame = (one: UniqueHolder, other: UniqueHolder): boolean =>
  placeOf(one) === placeOf(other) && one.tenant === other.tenant && one.attempt === other.attempt;
