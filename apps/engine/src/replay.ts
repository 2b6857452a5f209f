import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore, ViewStore } from '@jalon/ports';
import { comparePositions, type Known, type StoredEvent, type TenantId } from '@jalon/kernel';
import { projections } from '@jalon/read-models';
import { openSqliteViewStore } from '@jalon/view-store';

/** Which events a replay folds: all of them by default. */
export interface ReplayOf {
  readonly tenant?: TenantId;
  /** Only events recorded by this moment, or at or before this position. */
  readonly until?: Known;
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
      for (const projection of projections) await views.applyPage(projection, events, HOLDER);
      folded += events.length;
    }
    return await work(views, folded);
  } finally {
    await views.close();
    await rm(folder, { recursive: true });
  }
}

function isPartOf({ tenant, until }: ReplayOf, { envelope, position }: StoredEvent): boolean {
  if (tenant !== undefined && envelope.tenant !== tenant) return false;
  if (until === undefined) return true;
  return 'at' in until ? envelope.recordedAt <= until.at : comparePositions(position, until.position) <= 0;
}
