import type { Random } from '@jalon/kernel';
import { KeyMissing, type KeyOwner, type KeyStore, type SubjectKey } from '@jalon/ports';
import { newSubjectKey } from '@jalon/privacy';

/** Gives the keys that the real store has, and keeps new ones in memory only: nothing is made in the real store. */
export function dryRunKeys(real: KeyStore, random: Random): KeyStore {
  const made = new Map<string, SubjectKey>();
  const byId = new Map<string, SubjectKey>();

  return {
    installation: real.installation,
    async keyOf(owner) {
      const name = nameOf(owner);
      const existing = made.get(name) ?? (await real.existingKeyOf(owner));
      if (existing) return existing;
      // Another caller may have made one while the real store was asked.
      const key = made.get(name) ?? newSubjectKey(random);
      made.set(name, key);
      byId.set(key.kid, key);
      return key;
    },
    existingKeyOf: async (owner) => made.get(nameOf(owner)) ?? (await real.existingKeyOf(owner)),
    keyById: async (kid) => byId.get(kid) ?? real.keyById(kid),
    unknownOf: (kids) => real.unknownOf(kids.filter((kid) => !byId.has(kid))),
    destroy: () => Promise.reject(new KeyMissing('a dry run destroys no key')),
    erasedPeople: (after, limit) => real.erasedPeople(after, limit),
    reach: (part) => real.reach(part),
    close: async () => undefined,
  };
}

const nameOf = ({ tenant, subject, purpose }: KeyOwner) => `${tenant} ${subject} ${purpose}`;
