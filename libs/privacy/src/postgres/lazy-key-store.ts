import { memoised, wordsOf } from '@jalon/kernel';
import { type KeyStore, KeyUnavailable } from '@jalon/ports';

/**
 * A key store that the first caller who needs it opens; a failed opening is tried again by the next. Until then no key
 * can be had.
 */
export function openLazily(open: () => Promise<KeyStore>): KeyStore {
  let opening: Promise<KeyStore> | null = null;
  let closed = false;
  const openOnce = memoised(open);

  async function opened(): Promise<KeyStore> {
    if (closed) throw new KeyUnavailable('the key store is closed');
    opening = openOnce();
    try {
      return await opening;
    } catch (cause) {
      throw new KeyUnavailable(`the key store cannot be opened: ${wordsOf(cause)}`, { cause });
    }
  }

  const installationOf = async () => (await opened()).installation;

  return {
    installation: {
      keys: {
        read: async () => (await installationOf()).keys.read(),
        name: async (name) => (await installationOf()).keys.name(name),
        write: async (installation) => (await installationOf()).keys.write(installation),
      },
      'destroyed-keys': {
        read: async () => (await installationOf())['destroyed-keys'].read(),
        name: async (name) => (await installationOf())['destroyed-keys'].name(name),
      },
    },
    keyOf: async (owner) => (await opened()).keyOf(owner),
    existingKeyOf: async (owner) => (await opened()).existingKeyOf(owner),
    keyById: async (kid) => (await opened()).keyById(kid),
    unknownOf: async (kids) => (await opened()).unknownOf(kids),
    destroy: async (...owner) => (await opened()).destroy(...owner),
    erasedPeople: async (after, limit) => (await opened()).erasedPeople(after, limit),
    reach: async (part) => (await opened()).reach(part),
    async close() {
      closed = true;
      await (await opening?.catch(() => null))?.close();
    },
  };
}
