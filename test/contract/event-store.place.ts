import type { EventRegistry, EventStore } from '@jalon/event-store';

/** A new, empty place for events. */
export interface Place {
  open(registry: EventRegistry): EventStore;
}
