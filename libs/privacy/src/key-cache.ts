import type { KeyStore, SubjectKey } from '@jalon/ports';

export interface KeyCacheOptions {
  /** Milliseconds of a clock that never goes back. */
  readonly elapsed?: () => number;
  readonly maxKeys?: number;
}

/** How long a key that another process has destroyed may still be used here, in milliseconds. */
export const KEY_CACHE_MS = 60_000;

/**
 * Caches for a minute the keys that are read by id, as queries do. `keyOf` is never answered from the cache: nothing may be
 * sealed under a key that is destroyed already. Neither `destroyed` nor a fault is cached.
 */
export function cachingKeyStore(
  store: KeyStore,
  { elapsed = () => performance.now(), maxKeys = 10_000 }: KeyCacheOptions = {},
): KeyStore {
  const known = new Map<string, { readonly key: SubjectKey; readonly until: number }>();

  function keep(key: SubjectKey): void {
    known.delete(key.kid);
    const [oldest] = known.keys();
    if (known.size >= maxKeys && oldest !== undefined) known.delete(oldest);
    known.set(key.kid, { key, until: elapsed() + KEY_CACHE_MS });
  }

  return {
    installation: store.installation,

    keyOf: (owner) => store.keyOf(owner),

    existingKeyOf: (owner) => store.existingKeyOf(owner),

    async keyById(kid) {
      const hit = known.get(kid);
      if (hit && elapsed() < hit.until) return hit.key;
      known.delete(kid);
      const key = await store.keyById(kid);
      if (key !== 'destroyed') keep(key);
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

    erasedPeople: (after, limit) => store.erasedPeople(after, limit),

    reach: (what) => store.reach(what),

    async close() {
      known.clear();
      await store.close();
    },
  };
}
