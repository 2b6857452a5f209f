import type { KeyStore, SubjectKey } from '@jalon/ports';

export interface KeyCacheOptions {
  /** Milliseconds of a clock that never goes back. */
  readonly elapsed?: () => number;
  readonly maxKeys?: number;
}

/** How long another process may still open what an erasure here has closed. */
export const KEY_CACHE_MS = 60_000;

/**
 * The same store, remembering for a minute at most the keys that were asked for by id, which is what reading does. `keyOf`
 * is never answered from memory: nothing may be sealed under a key that is already destroyed. Nor is `destroyed`, nor a
 * fault.
 */
export function cachingKeyStore(
  store: KeyStore,
  { elapsed = () => performance.now(), maxKeys = 10_000 }: KeyCacheOptions = {},
): KeyStore {
  const known = new Map<string, { readonly key: SubjectKey; readonly until: number }>();

  function remember(key: SubjectKey): void {
    known.delete(key.kid);
    const [oldest] = known.keys();
    if (known.size >= maxKeys && oldest !== undefined) known.delete(oldest);
    known.set(key.kid, { key, until: elapsed() + KEY_CACHE_MS });
  }

  return {
    keyOf: (owner) => store.keyOf(owner),

    async keyById(kid) {
      const hit = known.get(kid);
      if (hit && elapsed() < hit.until) return hit.key;
      known.delete(kid);
      const key = await store.keyById(kid);
      if (key !== 'destroyed') remember(key);
      return key;
    },

    unknownOf: (kids) => store.unknownOf(kids),

    async destroy(tenant, subject, purpose) {
      try {
        return await store.destroy(tenant, subject, purpose);
      } finally {
        known.clear();
      }
    },

    reach: (what) => store.reach(what),

    async close() {
      known.clear();
      await store.close();
    },
  };
}
