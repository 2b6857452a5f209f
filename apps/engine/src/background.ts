import {
  claimSweeper,
  claimsDueIn,
  startSweeping,
  type ClaimSweeper,
  type Sweep,
  type UniqueUpkeepPorts,
  type ProjectionRunner,
  type ViewPosition,
  type WriteSide,
} from '@jalon/application';
import type { Clock, Ids } from '@jalon/kernel';
import type { ProjectorState, Telemetry } from '@jalon/ports';
import type { EngineConfig } from './config.js';
import { removeExpiredRecords } from './expired-records.js';
import { projectorThread } from './projector/projector-thread.js';
import { projectorOver } from './projector/projector.js';
import type { Stores } from './stores.js';
import { keepRecordsInOrder } from './records-upkeep.js';

/**
 * What runs in the background of commands and queries, where this process projects: the projections, the claim sweeper, which
 * reads what they project, and the removal of expired records.
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
  readonly unique: Omit<UniqueUpkeepPorts, 'views' | 'signal'>;
  readonly position: ViewPosition;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly claimDelayMs: number | undefined;
  /** Its tracer is for what is projected in this thread: another thread opens its own. */
  readonly telemetry: Telemetry;
}

export function background({
  config,
  project,
  stores,
  write,
  unique,
  position,
  clock,
  ids,
  claimDelayMs,
  telemetry,
}: BackgroundParts): Background {
  const { streams, tenants } = write;
  const stopping = new AbortController();
  const ending: (() => Promise<void>)[] = [];
  const shared = { holder: ids.next(), onProgress, telemetry };
  let lastState: ProjectorState = 'none';
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
    const state = runner.state();
    if (state === lastState) return;
    lastState = state;
    telemetry.projectorChanged(state);
  }

  function inProcess(): ProjectionRunner {
    const { events: store, views } = stores;
    const projector = projectorOver({ ...shared, clock, store, views });
    return { ...projector, failure: () => stores.subscriptionFault() ?? projector.failure() };
  }

  function inThread(): ProjectionRunner {
    const thread = projectorThread({ ...shared, stores: config, tracing: telemetry.tracer && config.tracing });
    stores.onCommit(thread.committed);
    return thread;
  }

  return {
    runner,
    sweeper,
    start() {
      if (!project) return;
      const projected = runner.run(stopping.signal);
      const sweeping = startSweeping(sweeper, {
        onSweep: ({ failed }: Sweep) => failed.forEach(({ error }) => telemetry.fault(error)),
        telemetry,
      });
      const { keys, views, records } = stores;
      const inOrder = keepRecordsInOrder({
        erased: { keys, records },
        unique: { ...unique, views },
        position,
        telemetry,
        signal: stopping.signal,
      });
      ending.push(
        removeExpiredRecords({ records, clock, telemetry }),
        () => inOrder,
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
