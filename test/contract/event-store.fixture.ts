import type { EventStore } from '@jalon/ports';
import type { EventRegistry } from '@jalon/event-store';
import type { TenantId } from '@jalon/kernel';

/** An empty event store to test, and what its adapter promises beyond the port. */
export interface EventStoreFixture {
  /** Whose the events are: a new tenant's where a store holds others already. */
  readonly tenant: TenantId;
  /** Whether positions count the events from 1, without gaps. */
  readonly counts: boolean;
  /** Whether an event id is refused that any stream of the store holds. */
  readonly knowsEveryId: boolean;
  open(registry: EventRegistry): EventStore;
}
