import {
  claimSweeper,
  claimsDueIn,
  startSweeping,
  type ClaimSweeper,
  type Sweep,
  type ProjectionRunner,
  type ProjectorState,
  type ViewPosition,
  type WriteSide,
} from '@jalon/application';
import { notify, type Clock, type Ids, type Tracer } from '@jalon/kernel';
import type { EngineConfig } from './config.js';
import { projectorThread } from './projector/projector-thread.js';
import { projectorOver } from './projector/projector.js';
import type { Stores } from './stores.js';

/**
 * What runs in the background of commands and queries: the check that the views belong to the log; where this process
 * projects, also the projections, and the claim sweeper, which reads what they project.
 */
export interface Background {
  readonly runner: ProjectionRunner;
  readonly sweeper: ClaimSweeper;
  start(): void;
  /** Ends after the page and the sweep under way. */
  stop(): Promise<void>;
}

export interface BackgroundParts {
  readonly config: EngineConfig;
  /** Whether this process projects when its turn comes, and where. */
  readonly project: boolean | 'in-thread';
  readonly stores: Stores;
  readonly write: WriteSide;
  readonly position: ViewPosition;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly claimDelayMs?: number;
  /** Who is told of what is projected in this thread; another begins to trace by itself. */
  readonly tracer?: Tracer;
  /** Told of each fault that is recovered from. */
  readonly onFault?: (error: unknown) => void;
  /** Told whenever a subscription goes on that had been cut. */
  readonly onReconnected?: () => void;
  /** Told whenever this process takes up projecting, stands by for another that does, or does neither any more. */
  readonly onProjector?: (state: ProjectorState) => void;
}

export function background({
  config,
  project,
  stores,
  write,
  position,
  clock,
  ids,
  claimDelayMs,
  tracer,
  onFault,
  onReconnected,
  onProjector,
}: BackgroundParts): Background {
  const { streams, tenants } = write;
  const stopping = new AbortController();
  const ending: (() => Promise<void>)[] = [];
  const hooks = { holder: ids.next(), onProgress, ...(onFault && { onFailure: onFault }) };
  let stood: ProjectorState = 'none';
  const runner = project === 'in-thread' ? inThread() : inProcess();
  const sweeper = claimSweeper({
    streams,
    tenants,
    clock,
    due: claimsDueIn(stores.views),
    ...(claimDelayMs !== undefined && { delayMs: claimDelayMs }),
  });

  function onProgress(): void {
    position.moved();
    const stands = runner.state();
    if (stands === stood) return;
    stood = stands;
    notify(onProjector, stands);
  }

  function inProcess(): ProjectionRunner {
    const { events: store, views } = stores;
    const projector = projectorOver({ ...hooks, clock, store, views, ...(tracer && { tracer }) });
    return { ...projector, failure: () => stores.subscriptionFault() ?? projector.failure() };
  }

  function inThread(): ProjectionRunner {
    const thread = projectorThread({
      ...hooks,
      stores: config,
      tracing: tracer ? config.tracing : null,
      ...(onReconnected && { onReconnected }),
    });
    stores.onCommit(thread.committed);
    return thread;
  }

  return {
    runner,
    sweeper,
    start() {
      const watched = position.watchLog(stopping.signal);
      ending.push(() => watched);
      if (!project) return;
      const projected = runner.run(stopping.signal);
      const onSweep = ({ failed }: Sweep) => failed.forEach(({ error }) => onFault?.(error));
      const sweeping = startSweeping(sweeper, { onSweep, ...(onFault && { onFault }) });
      ending.push(
        () => sweeping.stop(),
        () => projected,
      );
    },
    async stop() {
      stopping.abort();
      await Promise.all(ending.map((end) => end()));
    },
  };
}
