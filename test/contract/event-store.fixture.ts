import type { EventStore } from '@jalon/ports';
import type { EventRegistry } from '@jalon/event-store';
import type { TenantId } from '@jalon/kernel';

/** An empty event store to test, and what its adapter promises beyond the port. */
export interface EventStoreFixture {
  /** The tenant of all events. In a store that cannot be emptied, each fixture has a new tenant. */
  readonly tenant: TenantId;
  /** Whether positions count the events from 1, without gaps. */
  readonly countsPositions: boolean;
  /** Whether an append is refused if any stream of the store already holds the event's id. */
  readonly refusesStoredIds: boolean;
  open(registry: EventRegistry): EventStore;
}
