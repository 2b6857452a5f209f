import type { EventStore } from '@jalon/ports';
import type { EventRegistry } from '@jalon/event-store';
import type { TenantId } from '@jalon/kernel';

/** A new place for events that holds none yet; what an adapter promises beyond the port, it says here. */
export interface Place {
  /** Whose the events are: a new tenant's where a store holds others already. */
  readonly tenant: TenantId;
  /** Whether positions count the events from 1, without gaps. */
  readonly counts: boolean;
  /** Whether an event id is refused that any stream of the place holds. */
  readonly knowsEveryId: boolean;
  open(registry: EventRegistry): EventStore;
}
