import type { ProjectionRunner, ProjectorState, ViewHealth } from '@jalon/application';
import { StoreUnavailable } from '@jalon/event-store';

/** How a process stands, for what measures it. */
export interface Stands {
  /** Null while a store does not answer. */
  readonly views: ViewHealth | null;
  readonly projector: ProjectorState;
}

interface Asked {
  /** @throws StoreUnavailable */
  readonly health: () => Promise<ViewHealth>;
  readonly runner: Pick<ProjectionRunner, 'state'>;
}

/** How `engine` stands now. That a store does not answer is an answer. */
export async function standsOf({ health, runner }: Asked): Promise<Stands> {
  const views = await health().catch((error: unknown) => {
    if (error instanceof StoreUnavailable) return null;
    throw error;
  });
  return { views, projector: runner.state() };
}
