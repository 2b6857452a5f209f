import { TracesRemain, type KeyStore, type UniqueHashes } from '@jalon/ports';

/**
 * The key store of a service: an erasure ends here what is stored of a person outside the log. What a crash leaves behind, or
 * an erasure that is done again after a restore, is ended by `upkeepUnique`.
 */
export function erasingKeys(keys: KeyStore, hashes: Pick<UniqueHashes, 'forget'>): KeyStore {
  return {
    ...keys,
    async destroy(tenant, subject, purpose) {
      const forget = async () => {
        if (purpose !== 'pay') await hashes.forget({ tenant, person: subject });
      };
      try {
        const kids = await keys.destroy(tenant, subject, purpose);
        await forget();
        return kids;
      } catch (error) {
        // The key is destroyed all the same.
        if (error instanceof TracesRemain) await forget();
        throw error;
      }
    },
  };
}
