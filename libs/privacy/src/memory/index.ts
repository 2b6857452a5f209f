import type { Random, TenantId, Uuid } from '@jalon/kernel';
import {
  type Account,
  type Installation,
  KeyMissing,
  type KeyOwner,
  KeysMoved,
  type KeyStore,
  type MovableRecord,
  ownersOf,
  SubjectErased,
  type SubjectKey,
} from '@jalon/ports';
import { newSubjectKey } from '../encryption.js';

/** Keys that live as long as the process: for specs. */
export function memoryKeyStore(random: Random): KeyStore {
  const keys = new Map<string, SubjectKey>();
  const erased = new Set<string>();
  const destroyed = new Set<string>();

  const installation = { keys: memoryRecord(), 'destroyed-keys': memoryRecord() };
  const requireInService = async () => {
    if (((await installation.keys.read())?.state ?? 'in-service') !== 'in-service') throw new KeysMoved();
  };

  return {
    installation,

    async keyOf(owner) {
      const name = nameOf(owner);
      if (erased.has(name)) throw new SubjectErased();
      if (!keys.has(name)) await requireInService();
      const key = keys.get(name) ?? newSubjectKey(random);
      keys.set(name, key);
      return key;
    },

    existingKeyOf: async (owner) => keys.get(nameOf(owner)) ?? null,

    async keyById(kid) {
      if (destroyed.has(kid)) return 'destroyed';
      const key = [...keys.values()].find((candidate) => candidate.kid === kid);
      if (!key) throw new KeyMissing(`no key ${kid}`);
      return key;
    },

    async unknownOf(kids) {
      const known = new Set([...destroyed, ...[...keys.values()].map(({ kid }) => kid)]);
      return kids.filter((kid) => !known.has(kid));
    },

    async destroy(tenant, subject, purpose) {
      await requireInService();
      const names = ownersOf(tenant, subject, purpose).map(nameOf);
      const kids = names.flatMap((name) => keys.get(name)?.kid ?? []);
      names.forEach((name) => (erased.add(name), keys.delete(name)));
      kids.forEach((kid) => destroyed.add(kid));
      return kids;
    },

    async erasedPeople(after, limit) {
      const of = [...erased].map((name) => name.split(' ') as [TenantId, Uuid, string]);
      const people = of
        .filter(([, , purpose]) => purpose === 'identity')
        .map(([tenant, person]) => ({ tenant, person }))
        .sort((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1));
      return people.filter((each) => !after || placeOf(each) > placeOf(after)).slice(0, limit);
    },

    reach: async () => undefined,
    close: async () => undefined,
  };
}

const placeOf = ({ tenant, person }: Account) => `${tenant} ${person}`;

function memoryRecord(): MovableRecord {
  let record: Installation | null = null;
  return {
    read: async () => record,
    name: async (name) => (record ??= { name, state: 'in-service' }),
    write: async (written) => void (record = written),
  };
}

function nameOf({ tenant, subject, purpose }: KeyOwner): string {
  return `${tenant} ${subject} ${purpose}`;
}
