import { setTimeout as pause } from 'node:timers/promises';
import { upkeepUnique, type UniqueUpkeepPorts, type ViewPosition } from '@jalon/application';
import type { Telemetry } from '@jalon/ports';

const LOOK_EVERY_MS = 500;
/** How long until the next try after a fault, in milliseconds. */
const PAUSE_MS = 60_000;

export interface UpkeepParts extends UniqueUpkeepPorts {
  readonly position: Pick<ViewPosition, 'untilCaughtUp'>;
  readonly telemetry: Pick<Telemetry, 'fault'>;
  readonly signal: AbortSignal;
}

/**
 * Brings what is reserved for people in line with the directory, once after the start and once the views have seen the log: an
 * erasure that a crash or a restore cut off is ended, and what is missing since a restore, or from before there were
 * reservations, is reserved. Several processes may do so at once.
 */
export async function keepUniqueInOrder({ position, telemetry, ...ports }: UpkeepParts): Promise<void> {
  const { signal } = ports;
  while (!signal.aborted) {
    try {
      if (!(await position.untilCaughtUp(LOOK_EVERY_MS))) continue;
      await upkeepUnique(ports);
      return;
    } catch (error) {
      telemetry.fault(error);
      await pause(PAUSE_MS, undefined, { ref: false, signal }).catch(() => undefined);
    }
  }
}
