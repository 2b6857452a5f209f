import { wordsOf } from '@jalon/kernel';
import { type KeyStore, KeyUnavailable } from '@jalon/ports';

/** A key store that is opened by the first who needs a key and reaches it. Until then no key can be had. */
export function keyStoreOnceReached(open: () => Promise<KeyStore>): KeyStore {
  let opening: Promise<KeyStore> | null = null;
  let closed = false;

  /** One try at a time, for all who wait for it. */
  function reached(): Promise<KeyStore> {
    if (closed) return Promise.reject(new KeyUnavailable('the key store is closed'));
    opening ??= open().catch((cause: unknown) => {
      opening = null;
      throw new KeyUnavailable(`the key store cannot be opened: ${wordsOf(cause)}`, { cause });
    });
    return opening;
  }

  return {
    keyOf: async (owner) => (await reached()).keyOf(owner),
    keyById: async (kid) => (await reached()).keyById(kid),
    unknownOf: async (kids) => (await reached()).unknownOf(kids),
    destroy: async (...owner) => (await reached()).destroy(...owner),
    reach: async (what) => (await reached()).reach(what),
    async close() {
      closed = true;
      await (await opening?.catch(() => null))?.close();
    },
  };
}
