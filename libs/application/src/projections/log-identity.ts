import { setTimeout as pause } from 'node:timers/promises';
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
/** The pause while the views belong to another log: they may have been built again at any moment. */
const RECHECK_MS = 250;
/** A log or a view store that does not answer keeps no caller waiting for longer. */
const LONGEST_WAIT_MS = 1_000;
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
  /** Checks at once and then about every second, until `signal` aborts. Never throws. */
  watch(signal: AbortSignal): Promise<void>;
  /** To be called when the views have moved: views of another log may have been built again. */
  viewsMoved(): void;
  /** Reads the result, and waits only for the first check of `watch`. */
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
  let checking: Promise<void> | null = null;
  let firstCheck: Promise<void> | null = null;
  let wake = (): void => undefined;

  const others = async () => projectionsOfOtherLogs(store, await views.read((reader) => reader.progress()));

  async function isSameNow(signal?: AbortSignal): Promise<boolean> {
    const found = await others();
    if (found.length === 0) return true;
    if (!same) return false;
    await pause(CONFIRM_MS, undefined, { ref: false, signal });
    const again = await others();
    return !found.some((name) => again.includes(name));
  }

  /** One check at a time. A store that does not answer changes nothing: whoever asks it is told so. */
  function check(signal?: AbortSignal): Promise<void> {
    checking ??= isSameNow(signal)
      .then(
        (now) => void (same = now),
        () => undefined,
      )
      .finally(() => {
        checkedAt = performance.now();
        checking = null;
      });
    return checking;
  }

  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms).unref();
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  return {
    async watch(signal) {
      const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      firstCheck = check(signal).finally(() => (firstCheck = null));
      while (!signal.aborted) {
        // A check of a store that does not answer must not hold up the end.
        await Promise.race([check(signal), aborted]);
        if (!isAborted(signal)) await Promise.race([sleep(same ? CHECK_EVERY_MS : RECHECK_MS), aborted]);
      }
      wake();
    },
    viewsMoved() {
      if (!same) wake();
    },
    async isSame() {
      if (firstCheck) await Promise.race([firstCheck, pause(LONGEST_WAIT_MS, undefined, { ref: false })]);
      return same;
    },
    async checked() {
      if (!same || performance.now() - checkedAt >= CHECK_EVERY_MS)
        await Promise.race([check(), pause(LONGEST_WAIT_MS, undefined, { ref: false })]);
      return same;
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

/** Asked again after each wait: the compiler believes that it cannot have changed. */
const isAborted = (signal: AbortSignal): boolean => signal.aborted;
