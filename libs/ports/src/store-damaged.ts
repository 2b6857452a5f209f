import { wordsOf } from '@jalon/kernel';
import type { StoreName } from './telemetry.js';

/** The file of a store is damaged: no later attempt reads it, until somebody puts a sound copy in its place. */
export class StoreDamaged extends Error {
  override readonly name = 'StoreDamaged';

  constructor(
    readonly store: StoreName,
    readonly file: string,
    override readonly cause: unknown,
  ) {
    super(`${file} is damaged (${wordsOf(cause)}): ${REMEDIES[store]}`);
  }
}

const REMEDIES: Readonly<Record<StoreName, string>> = {
  events: 'stop the service, keep the file, and restore the newest backup (jalon restore)',
  keys: 'stop the service, move the file away with those whose names begin with its own, and put the newest backup of the keys back',
  'destroyed-keys':
    'stop the service, move the file away with those whose names begin with its own, and put the newest copy of the list back',
  records:
    'stop the service, move the file away with those whose names begin with its own, and put the newest backup of the records back',
  views:
    'stop the service, and move the file away with those whose names begin with its own: the views are built from the events again',
};

/** The StoreDamaged that an error is, or was caused by; null when there is none. */
export function damageIn(error: unknown): StoreDamaged | null {
  for (let each = error; each instanceof Error; each = each.cause) {
    // By name: an error that crosses from a thread is not of its class any more.
    if (each.name === 'StoreDamaged' && 'file' in each) return each as StoreDamaged;
  }
  return null;
}
