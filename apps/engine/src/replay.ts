import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore, ViewStore } from '@jalon/ports';
import {
  comparePositions,
  type Known,
  type Position,
  type Projection,
  type StoredEvent,
  type TenantId,
} from '@jalon/kernel';
import { projections } from '@jalon/read-models';
import { openSqliteViewStore } from '@jalon/view-store';

/** Which events a replay folds: all of them by default. */
export interface ReplayOf {
  readonly tenant?: TenantId;
  /** Only events recorded by this moment, or at or before this position. */
  readonly until?: Known;
  /** By projection, the position up to which it folds; one that is not named folds nothing. */
  readonly upTo?: ReadonlyMap<string, Position>;
  /** Called after each page with the position that was read. What it throws ends the replay. */
  readonly onPage?: (position: Position) => void;
}

const HOLDER = 'replay';
/** Longer than any replay takes. */
const LEASE_MS = 1e12;

/**
 * Replays the log from its first event through every projection, into temporary views that are deleted when `work` is done. The
 * live views are neither changed nor read. `work` gets the number of events folded.
 */
export async function withReplay<T>(
  store: Pick<EventStore, 'readAll'>,
  replay: ReplayOf,
  work: (views: ViewStore, folded: number) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'jalon-replay-'));
  const views = await openSqliteViewStore(join(folder, 'views.sqlite'), projections);
  try {
    await views.takeLease(HOLDER, LEASE_MS);
    let folded = 0;
    for await (const page of store.readAll(null)) {
      const events = page.filter((event) => isPartOf(replay, event));
      for (const projection of projections) {
        await views.applyPage(projection, upTo(replay, projection, events), HOLDER);
      }
      folded += events.length;
      const last = page.at(-1)?.position;
      if (last !== undefined) replay.onPage?.(last);
      if (last !== undefined && isBeyond(replay, last)) break;
    }
    return await work(views, folded);
  } finally {
    await views.close();
    await rm(folder, { recursive: true });
  }
}

function upTo({ upTo }: ReplayOf, { name }: Projection, events: readonly StoredEvent[]): readonly StoredEvent[] {
  if (!upTo) return events;
  const end = upTo.get(name);
  return end === undefined ? [] : events.filter(({ position }) => comparePositions(position, end) <= 0);
}

/** Whether no projection folds what comes after this position. */
function isBeyond({ upTo }: ReplayOf, position: Position): boolean {
  return upTo !== undefined && [...upTo.values()].every((end) => comparePositions(position, end) >= 0);
}

function isPartOf({ tenant, until }: ReplayOf, { envelope, position }: StoredEvent): boolean {
  if (tenant !== undefined && envelope.tenant !== tenant) return false;
  if (until === undefined) return true;
  return 'at' in until ? envelope.recordedAt <= until.at : comparePositions(position, until.position) <= 0;
}
