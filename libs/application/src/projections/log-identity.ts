import { setTimeout as pause } from 'node:timers/promises';
import { isAborted, singleFlight } from '@jalon/kernel';
import type { EventStore, ProjectionProgress, ViewStore } from '@jalon/ports';

/** The projector found views that were built from another log, or from a later state of this one, and builds them again. */
export class ViewsAstray extends Error {
  override readonly name = 'ViewsAstray';

  constructor(readonly projections: readonly string[]) {
    super(
      `the views ${projections.join(', ')} were not built from this log: they are built again from its first event`,
    );
  }
}

/** The views that this process reads were built from another log than the one that it writes: answers would mix two histories. */
export class ViewsOfAnotherLog extends Error {
  override readonly name = 'ViewsOfAnotherLog';

  constructor() {
    super('the views were built from another log than the one that this process writes');
  }
}

/** The pause between two checks, in milliseconds. */
const CHECK_EVERY_MS = 1_000;
/** The pause while the views belong to another log: they may be rebuilt at any moment. */
const RECHECK_MS = 250;
/** A result that is older is not believed: the process was suspended, or a check hangs. */
const TOO_OLD_MS = 5_000;
/** How long a caller waits for a check, when a store does not answer. */
const ANSWERS_WITHIN_MS = 1_000;
/** A replica of the log may lag behind its leader: an event that is missing is looked for again after this time. */
const CONFIRM_MS = 500;

export interface LogIdentityPorts {
  readonly store: Pick<EventStore, 'readStream'>;
  readonly views: Pick<ViewStore, 'read'>;
}

/**
 * Whether the views were built from the log of this process. The result of the last check that got an answer counts; before
 * the first, they are taken to be.
 */
export interface LogIdentity {
  /** Checks at once and then about every second, until `signal` aborts. */
  watch(signal: AbortSignal): void;
  /** To be called when the views have moved: views of another log may have been built again. */
  viewsMoved(): void;
  /** Reads the result of the last check. Waits for a new one only where that is too old, or found another log. */
  isSame(): Promise<boolean>;
  /** The same without `watch`: checks where the last check is older than a second, or found another log. */
  checked(): Promise<boolean>;
}

/**
 * Looks for the events that the views saw last in the log. A process that was given the views of one installation and the
 * events of another, or of an older state, would answer from the views what contradicts its events.
 */
export function logIdentity({ store, views }: LogIdentityPorts): LogIdentity {
  let same = true;
  let checkedAt = -Infinity;
  let wake = (): void => undefined;

  const others = async () => projectionsOfOtherLogs(store, await views.read((reader) => reader.progress()));

  async function isSameNow(): Promise<boolean> {
    const found = await others();
    if (found.length === 0) return true;
    await pause(CONFIRM_MS, undefined, { ref: false });
    const again = await others();
    return !found.some((name) => again.includes(name));
  }

  /** One check at a time. When a store does not answer, the last result stays. */
  const check = singleFlight(async () => {
    try {
      same = await isSameNow();
    } catch {
      // A caller that reads this store gets its error there.
    }
    checkedAt = performance.now();
  });

  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms).unref();
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  /** The result, of a check that is not older than `maxAgeMs` where the stores answer in time. */
  async function sameAfterCheck(maxAgeMs: number): Promise<boolean> {
    if (performance.now() - checkedAt >= maxAgeMs)
      await Promise.race([check(), pause(ANSWERS_WITHIN_MS, undefined, { ref: false })]);
    return same;
  }

  return {
    watch(signal) {
      signal.addEventListener('abort', () => wake(), { once: true });
      const checkRepeatedly = async (): Promise<void> => {
        while (!isAborted(signal)) {
          await check();
          if (!isAborted(signal)) await sleep(same ? CHECK_EVERY_MS : RECHECK_MS);
        }
      };
      // Nobody waits for its end: a check of a store that does not answer must not hold up a stop. It never throws.
      void checkRepeatedly();
    },
    viewsMoved() {
      if (!same) wake();
    },
    isSame() {
      // Views of another log may have been rebuilt since the last check.
      return sameAfterCheck(same ? TOO_OLD_MS : 0);
    },
    checked() {
      return sameAfterCheck(same ? CHECK_EVERY_MS : 0);
    },
  };
}

/**
 * The projections whose last event is not in this log: the event store was restored from a backup, or replaced. Reading on
 * from their checkpoint would mix two histories.
 */
export async function projectionsOfOtherLogs(
  store: Pick<EventStore, 'readStream'>,
  progress: readonly ProjectionProgress[],
): Promise<readonly string[]> {
  const begun = progress.filter(({ position }) => position !== null);
  // Most projections have reached the same event, which is read once.
  const distinct = new Map(begun.map((checkpoint) => [eventKey(checkpoint), checkpoint]));
  const held = new Map(
    await Promise.all([...distinct].map(async ([key, checkpoint]) => [key, await holds(store, checkpoint)] as const)),
  );
  return begun.filter((checkpoint) => !held.get(eventKey(checkpoint))).map(({ projection }) => projection);
}

const eventKey = ({ position, last }: ProjectionProgress): string => `${position} ${last?.hash}`;

async function holds(store: Pick<EventStore, 'readStream'>, { position, last }: ProjectionProgress): Promise<boolean> {
  if (last === null) return false;
  for await (const event of store.readStream(last.stream, { from: last.revision, limit: 1 })) {
    return event.hash === last.hash && event.position === position;
  }
  return false;
}
