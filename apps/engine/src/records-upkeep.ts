import { setTimeout as pause } from 'node:timers/promises';
import {
  forgetErased,
  upkeepUnique,
  type ForgettingPorts,
  type UniqueUpkeepPorts,
  type ViewPosition,
} from '@jalon/application';
import type { Telemetry } from '@jalon/ports';

const LOOK_EVERY_MS = 500;
/** How long until the next try after a fault, in milliseconds. */
const PAUSE_MS = 60_000;

export interface UpkeepParts {
  readonly erased: Omit<ForgettingPorts, 'signal'>;
  readonly unique: Omit<UniqueUpkeepPorts, 'signal'>;
  readonly position: Pick<ViewPosition, 'untilCaughtUp'>;
  readonly telemetry: Pick<Telemetry, 'fault'>;
  readonly signal: AbortSignal;
}

/**
 * Brings the records in line with the keys and the directory, once after the start: what an erasure left behind that a crash or a
 * restore cut off is removed. Once the views have seen the log, what is missing since a restore, or from before there were
 * reservations, is reserved. Several processes may do so at once.
 */
export async function keepRecordsInOrder(parts: UpkeepParts): Promise<void> {
  const { erased, unique, position, signal } = parts;
  await untilDone(parts, () => forgetErased({ ...erased, signal }));
  await untilDone(parts, async () => {
    while (!signal.aborted && !(await position.untilCaughtUp(LOOK_EVERY_MS)));
    if (!signal.aborted) await upkeepUnique({ ...unique, signal });
  });
}

async function untilDone({ telemetry, signal }: UpkeepParts, work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
      return;
    } catch (error) {
      telemetry.fault(error);
      await pause(PAUSE_MS, undefined, { ref: false, signal }).catch(() => undefined);
    }
  }
}
