import { TracesRemain, type KeyStore, type UniqueHashes } from '@jalon/ports';
import type { TenantId, Uuid } from '@jalon/kernel';

interface Erasing {
  readonly keys: KeyStore;
  readonly hashes: Pick<UniqueHashes, 'forget'>;
  /** All entries of a person's human, themselves included. */
  readonly entriesOf: (tenant: TenantId, person: Uuid) => Promise<readonly Uuid[]>;
}

/**
 * The key store of a service. An erasure takes every entry of the human, and ends here what is stored of them outside the log.
 * What a crash leaves behind, or an erasure that is done again after a restore, is ended by `upkeepUnique`.
 */
export function erasingKeys({ keys, hashes, entriesOf }: Erasing): KeyStore {
  return {
    ...keys,
    async destroy(tenant, subject, purpose) {
      const kids: string[] = [];
      let remain: TracesRemain | null = null;
      for (const person of await entriesOf(tenant, subject)) {
        try {
          kids.push(...(await keys.destroy(tenant, person, purpose)));
        } catch (error) {
          // The key is destroyed all the same.
          if (!(error instanceof TracesRemain)) throw error;
          remain = error;
        }
        if (purpose !== 'pay') await hashes.forget({ tenant, person });
      }
      if (remain) throw remain;
      return kids;
    },
  };
}
