import { ViewsOfAnotherLog, type ProjectionRunner, type ViewHealth } from '@jalon/application';
import { StoreUnavailable, type ProjectorState } from '@jalon/ports';
import type { Reach } from './reach.js';

/** How a process stands, for what measures it. */
export interface Stands {
  readonly reach: Reach;
  /** Null while the events or the views do not answer, or where they do not belong together. */
  readonly views: ViewHealth | null;
  readonly projector: ProjectorState;
}

interface Asked {
  readonly reach: () => Promise<Reach>;
  /** @throws StoreUnavailable */
  readonly health: () => Promise<ViewHealth>;
  readonly runner: Pick<ProjectionRunner, 'state'>;
}

/** How `engine` stands now. That a store does not answer is an answer. */
export async function standsOf({ reach, health, runner }: Asked): Promise<Stands> {
  const reached = await reach();
  const seen = reached.events === null && reached.views === null;
  const views = seen ? await health().catch(nullWhileAway) : null;
  return { reach: reached, views, projector: runner.state() };
}

/** It may have gone since it was looked at. */
function nullWhileAway(error: unknown): null {
  if (error instanceof StoreUnavailable || error instanceof ViewsOfAnotherLog) return null;
  throw error;
}
