import { wordsOf } from '@jalon/kernel';
import { type KeyStore, KeyUnavailable } from '@jalon/ports';

/** A key store that the first caller who needs it opens; a failed opening is tried again by the next. Until then no key can be had. */
export function openLazily(open: () => Promise<KeyStore>): KeyStore {
  let opening: Promise<KeyStore> | null = null;
  let closed = false;

  /** One opening at a time, for all who wait for it. */
  function opened(): Promise<KeyStore> {
    if (closed) return Promise.reject(new KeyUnavailable('the key store is closed'));
    opening ??= open().catch((cause: unknown) => {
      opening = null;
      throw new KeyUnavailable(`the key store cannot be opened: ${wordsOf(cause)}`, { cause });
    });
    return opening;
  }

  return {
    keyOf: async (owner) => (await opened()).keyOf(owner),
    keyById: async (kid) => (await opened()).keyById(kid),
    unknownOf: async (kids) => (await opened()).unknownOf(kids),
    destroy: async (...owner) => (await opened()).destroy(...owner),
    reach: async (part) => (await opened()).reach(part),
    async close() {
      closed = true;
      await (await opening?.catch(() => null))?.close();
    },
  };
}
