import { projectionRunner, type ProjectionRunner, type ProjectionRunnerPorts } from '@jalon/application';
import { createEventRegistry } from '@jalon/event-store';
import type { SubscriptionState } from '@jalon/event-store/eventstoredb';
import { notify } from '@jalon/kernel';
import { projections } from '@jalon/read-models';
import type { EngineConfig } from '../config.js';
import { openEventReader } from '../event-stores.js';
import { events } from '../events.js';
import { starting } from '../start-refused.js';
import { openViews } from '../views.js';

/** The projections of the house, fed from an event store to a view store. */
export function projectorOver(ports: Omit<ProjectionRunnerPorts, 'projections'>): ProjectionRunner {
  return projectionRunner({ ...ports, projections });
}

/** A projector with stores of its own: it appends nothing, and needs no key, since what is sealed stays so in the views. */
export interface Projector extends ProjectionRunner {
  /** Tells it that somebody has committed: it looks at once instead of within 100 ms. */
  ring(): void;
  /** To be called when it no longer runs. */
  close(): Promise<void>;
}

export type ProjectedStores = Pick<EngineConfig, 'eventStore' | 'viewStore'>;

/**
 * Opens what a thread or a process needs that only projects: the event store for reading, and the views.
 *
 * @throws StartRefused, with nothing left open
 */
export async function openProjector(
  { eventStore, viewStore }: ProjectedStores,
  ports: Omit<ProjectionRunnerPorts, 'store' | 'views' | 'projections'>,
): Promise<Projector> {
  const store = await starting('The event store cannot be opened', () =>
    openEventReader(eventStore, createEventRegistry(events), onSubscription),
  );
  let fault: unknown = null;
  // Its reader is not told: it goes on by itself. Whoever looks at the projector's health is.
  function onSubscription(state: SubscriptionState): void {
    fault = state === 'live' ? null : state.fault;
    if (state === 'live') notify(ports.onProgress);
    else notify(ports.onFailure, state.fault);
  }

  try {
    const views = await starting('The view store cannot be opened', () => openViews(viewStore, ports.onFailure));
    const runner = projectorOver({ ...ports, store, views });
    return {
      ...runner,
      failure: () => fault ?? runner.failure(),
      ring: () => store.ring(),
      async close() {
        await views.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}
