import { type KeyPart, KeyUnavailable } from '@jalon/ports';

const NAMES: Readonly<Record<KeyPart, string>> = {
  keys: 'the key store',
  'destroyed-keys': 'the list of destroyed keys',
};

/**
 * Looks, as `look` does, whether a part of a key store answers.
 *
 * @throws KeyUnavailable when it fails
 */
export async function reached(what: KeyPart, look: () => unknown): Promise<void> {
  try {
    await look();
  } catch (cause) {
    if (cause instanceof KeyUnavailable) throw cause;
    throw new KeyUnavailable(`${NAMES[what]} does not answer`, { cause });
  }
}
