import type { Random } from '@jalon/kernel';
import { KeyMissing, type KeyOwner, type KeyStore, type SubjectKey } from '@jalon/ports';
import { newSubjectKey } from '@jalon/privacy';

/** Keys that open what was sealed under the real ones, and keep new ones in memory only. */
export function dryRunKeys(real: KeyStore, random: Random): KeyStore {
  const made = new Map<string, SubjectKey>();
  const byId = new Map<string, SubjectKey>();

  return {
    installation: real.installation,
    keyOf: async ({ tenant, subject, purpose }: KeyOwner) => {
      const name = `${tenant} ${subject} ${purpose}`;
      const key = made.get(name) ?? newSubjectKey(random);
      made.set(name, key);
      byId.set(key.kid, key);
      return key;
    },
    keyById: async (kid) => byId.get(kid) ?? real.keyById(kid),
    unknownOf: (kids) => real.unknownOf(kids.filter((kid) => !byId.has(kid))),
    destroy: () => Promise.reject(new KeyMissing('a dry run destroys no key')),
    reach: (part) => real.reach(part),
    close: async () => undefined,
  };
}
