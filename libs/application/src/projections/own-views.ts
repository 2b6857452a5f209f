import { setTimeout as pause } from 'node:timers/promises';
import type { EventStore, ViewStore } from '@jalon/ports';
import { astray } from './astray.js';

/** The views that are read here were built from another log than the one that is written here: two histories would be mixed. */
export class ViewsOfAnotherLog extends Error {
  override readonly name = 'ViewsOfAnotherLog';

  constructor() {
    super('the views were built from another log than the one that this process writes');
  }
}

/** However many ask, the log is looked at no oftener than that. */
const LOOK_AGAIN_MS = 1_000;
/** What was seen longer ago is not believed. */
const TOO_OLD_MS = 5_000;
/** A log or a view that does not answer keeps nobody waiting for longer. */
const WAIT_MS = 1_000;
/** What a server that follows another may not have yet, it has then. */
const CONFIRM_MS = 500;

export interface OwnViewsPorts {
  readonly store: Pick<EventStore, 'readStream'>;
  readonly views: Pick<ViewStore, 'read'>;
  /** A clock that never goes back, in milliseconds; the process's own unless given. */
  readonly elapsed?: () => number;
}

/** Whether the views were built from this log; where that cannot be told, as it was told last. */
export type AreOwn = () => Promise<boolean>;

/**
 * Looks now and then whether the events that the views saw last lie in this log: a process that was given the views of one
 * installation and the events of another, or of an older state, would answer from the ones what contradicts the others.
 */
export function ownViews({ store, views, elapsed = () => performance.now() }: OwnViewsPorts): AreOwn {
  let seen: { readonly at: number; readonly own: boolean } | null = null;
  let looking: Promise<void> | null = null;

  const strangers = async () => astray(store, await views.read((reader) => reader.progress()));

  async function look(): Promise<void> {
    try {
      let found = await strangers();
      if (found.length > 0) {
        await pause(CONFIRM_MS, undefined, { ref: false });
        const again = await strangers();
        found = found.filter((name) => again.includes(name));
      }
      seen = { at: elapsed(), own: found.length === 0 };
    } catch {
      // Whoever asks a store that does not answer is told so by itself.
      seen = { at: elapsed(), own: seen?.own ?? true };
    } finally {
      looking = null;
    }
  }

  return async () => {
    const age = seen ? elapsed() - seen.at : Infinity;
    // Views that are not own may have been built again at any moment.
    const own = seen?.own === true;
    if (!own || age >= LOOK_AGAIN_MS) looking ??= look();
    if (looking && (!own || age >= TOO_OLD_MS))
      await Promise.race([looking, pause(WAIT_MS, undefined, { ref: false })]);
    return seen?.own ?? true;
  };
}
