import { KeyUnavailable } from '@jalon/ports';
import { unwrapKey } from '../encryption.js';
import type { KeyRows } from './key-copy.js';

export interface CheckedKeys {
  readonly keys: number;
  readonly destroyed: number;
  /** The ids of keys that the wrapping key does not open: they were changed. None where it was not given. */
  readonly unreadable: readonly string[];
  /** Those of the ids asked for that are neither a key here nor a destroyed one. */
  readonly unknown: readonly string[];
}

/**
 * Opens every key of a store with its wrapping key, and looks for these keys among them and among the destroyed ones.
 *
 * @param wrappingKey null where there is none: then the keys are only looked for
 * @param kids the keys under which the events are sealed. Read the events before: keys are stored before them
 */
export async function checkKeys(
  rows: Pick<KeyRows, 'pages' | 'destroyed'>,
  wrappingKey: Uint8Array | null,
  kids: Iterable<string>,
): Promise<CheckedKeys> {
  const unknown = new Set(kids);
  const unreadable: string[] = [];
  let keys = 0;
  for await (const page of rows.pages()) {
    for (const { kid, wrapped, ...owner } of page) {
      unknown.delete(kid);
      if (wrappingKey && !opens(() => unwrapKey(kid, owner, wrapped, wrappingKey))) unreadable.push(kid);
    }
    keys += page.length;
  }
  // Asked second, so that a key which is destroyed between the two is found here.
  const destroyed = await rows.destroyed();
  for (const { kid } of destroyed) if (kid !== null) unknown.delete(kid);
  return { keys, destroyed: destroyed.length, unreadable, unknown: [...unknown] };
}

function opens(unwrap: () => unknown): boolean {
  try {
    unwrap();
    return true;
  } catch (error) {
    if (error instanceof KeyUnavailable) return false;
    throw error;
  }
}
