import {
  claimKeeper,
  claimsDueIn,
  projectionRunner,
  startRounds,
  type ClaimKeeper,
  type KeeperRound,
  type ProjectionRunner,
  type ViewPosition,
  type WriteSide,
} from '@jalon/application';
import type { Clock, Ids } from '@jalon/kernel';
import { projections } from '@jalon/read-models';
import type { Stores } from './stores.js';

/** What runs beside commands and queries: the projections, and the keeper of claims that reads what they project. */
export interface Background {
  readonly runner: ProjectionRunner;
  readonly keeper: ClaimKeeper;
  start(): void;
  /** Ends after the page and the round under way. */
  stop(): Promise<void>;
}

export interface BackgroundParts {
  readonly stores: Stores;
  readonly write: WriteSide;
  readonly position: ViewPosition;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly claimDelayMs?: number;
  /** Told of each fault that is recovered from. */
  readonly onFault?: (error: unknown) => void;
}

export function background({
  stores,
  write,
  position,
  clock,
  ids,
  claimDelayMs,
  onFault,
}: BackgroundParts): Background {
  const { journal, tenants } = write;
  const stopping = new AbortController();
  const ending: (() => Promise<void>)[] = [];
  const runner = projectionRunner({
    store: stores.events,
    views: stores.views,
    projections,
    clock,
    holder: ids.next(),
    onProgress: position.moved,
    ...(onFault && { onFailure: onFault }),
  });
  const keeper = claimKeeper({
    journal,
    tenants,
    clock,
    due: claimsDueIn(stores.views),
    ...(claimDelayMs !== undefined && { delayMs: claimDelayMs }),
  });

  return {
    runner,
    keeper,
    start() {
      const projected = runner.run(stopping.signal);
      const onRound = ({ failed }: KeeperRound) => failed.forEach(({ error }) => onFault?.(error));
      const rounds = startRounds(keeper, { onRound, ...(onFault && { onFault }) });
      ending.push(
        () => rounds.stop(),
        () => projected,
      );
    },
    async stop() {
      stopping.abort();
      await Promise.all(ending.map((end) => end()));
    },
  };
}
