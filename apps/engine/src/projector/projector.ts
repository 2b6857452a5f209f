import { projectionRunner, type ProjectionRunner, type ProjectionRunnerPorts } from '@jalon/application';
import { createEventRegistry } from '@jalon/event-store';
import type { SubscriptionState } from '@jalon/event-store/eventstoredb';
import { notify } from '@jalon/kernel';
import { projections } from '@jalon/read-models';
import { closeAfterFault, closeAll } from '../close-all.js';
import type { EngineConfig } from '../config.js';
import { events } from '../events.js';
import { startStep } from '../start-refused.js';
import { openEventReader, openViews, subscriptionWatch } from '../store-adapters.js';

/** A runner of all projections. */
export function projectorOver(ports: Omit<ProjectionRunnerPorts, 'projections'>): ProjectionRunner {
  return projectionRunner({ ...ports, projections });
}

/** A projector with stores of its own. It appends nothing and needs no key: personal data stays sealed in the views. */
export interface Projector extends ProjectionRunner {
  /** To be called after a commit: the projector then reads at once instead of within 100 ms. */
  committed(): void;
  /** To be called when it no longer runs. */
  close(): Promise<void>;
}

export type ProjectorPorts = Omit<ProjectionRunnerPorts, 'store' | 'views' | 'projections'>;

export type ProjectedStores = Pick<EngineConfig, 'eventStore' | 'viewStore' | 'storePatienceMs'>;

/**
 * Opens the stores of a thread or a process that only projects: the event store for reading, and the views.
 *
 * @throws StartRefused, with nothing left open
 */
export async function openProjector(
  { eventStore, viewStore, storePatienceMs }: ProjectedStores,
  ports: ProjectorPorts,
): Promise<Projector> {
  const { onProgress, telemetry } = ports;
  const subscription = subscriptionWatch(telemetry);
  const store = await startStep('EVENT_STORE_UNOPENED', () =>
    openEventReader(eventStore, createEventRegistry(events), { onSubscription, idleTimeoutMs: storePatienceMs }),
  );
  // The projector's health must show at once that the subscription is back.
  function onSubscription(state: SubscriptionState): void {
    subscription.onState(state);
    if (state === 'live') notify(onProgress);
  }

  try {
    const views = await startStep('VIEW_STORE_UNOPENED', () =>
      openViews(viewStore, { telemetry, patienceMs: storePatienceMs }),
    );
    const runner = projectorOver({ ...ports, store, views });
    return {
      ...runner,
      failure: () => subscription.fault() ?? runner.failure(),
      committed: () => store.notify(),
      close: () => closeAll([views, store]),
    };
  } catch (error) {
    await closeAfterFault([store]);
    throw error;
  }
}
