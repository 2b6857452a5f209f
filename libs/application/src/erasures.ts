import type { TenantId, Uuid } from '@jalon/kernel';
import { TracesRemain, type Account, type KeyStore, type RecordStore } from '@jalon/ports';

interface Erasing {
  readonly keys: KeyStore;
  readonly records: Pick<RecordStore, 'forget'>;
  /** All entries of a person's human, themselves included. */
  readonly entriesOf: (tenant: TenantId, person: Uuid) => Promise<readonly Uuid[]>;
}

/**
 * The key store of a service. An erasure takes every entry of the human, and ends here what is stored of them outside the log.
 * The entry that was asked for comes last: while its key is whole, whoever asks again reaches all the others. Records that a
 * crash or an absent record store leaves behind, or a restore brings back, are removed by `forgetErased`.
 */
export function erasingKeys({ keys, records, entriesOf }: Erasing): KeyStore {
  return {
    ...keys,
    async destroy(tenant, subject, purpose) {
      const kids: string[] = [];
      let remain: TracesRemain | null = null;
      const entries = await entriesOf(tenant, subject);
      for (const person of entries.toReversed()) {
        try {
          kids.push(...(await keys.destroy(tenant, person, purpose)));
        } catch (error) {
          // The key is destroyed all the same.
          if (!(error instanceof TracesRemain)) throw error;
          remain = error;
        }
      }
      if (purpose !== 'pay') await records.forget(entries.map((person) => ({ tenant, person })));
      if (remain) throw remain;
      return kids;
    },
  };
}

export interface ForgettingPorts {
  readonly keys: Pick<KeyStore, 'erasedPeople'>;
  readonly records: Pick<RecordStore, 'forget'>;
  /** Ends the work between two pages; the next call begins anew. */
  readonly signal?: AbortSignal;
}

const PAGE = 200;

/** Removes the records of everybody who is erased: those that an erasure could not remove, or that a restore brought back. */
export async function forgetErased({ keys, records, signal }: ForgettingPorts): Promise<void> {
  let after: Account | null = null;
  do {
    const page: readonly Account[] = await keys.erasedPeople(after, PAGE);
    if (page.length > 0) await records.forget(page);
    after = page.length === PAGE ? (page.at(-1) ?? null) : null;
  } while (after !== null && !signal?.aborted);
}
