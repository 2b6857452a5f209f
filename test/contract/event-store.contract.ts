import { describeAppending } from './event-store.appending.contract.js';
import { describeInstallationOf } from './event-store.installation.contract.js';
import { describeReading } from './event-store.reading.contract.js';
import { describePages } from './event-store.pages.contract.js';
import type { EventStoreFixture } from './event-store.fixture.js';
import { describeSharing } from './event-store.sharing.contract.js';
import { describeSubscribing } from './event-store.subscribing.contract.js';
import { describeTraces } from './event-store.traces.contract.js';

/** The port's promises, which every adapter must keep. */
export function describeEventStore(adapter: string, newFixture: () => EventStoreFixture): void {
  describe(`the ${adapter} event store`, () => {
    describeAppending(newFixture);
    describeReading(newFixture);
    describeSubscribing(newFixture);
    describeTraces(newFixture);
    describeInstallationOf(newFixture);
    // The last, since a server is not emptied: whoever reads all its events from then on passes the large ones.
    describePages(newFixture);
  });
}

/** For adapters whose store several connections may open at once. */
export function describeSharedEventStore(adapter: string, newFixture: () => EventStoreFixture): void {
  describeEventStore(adapter, newFixture);
  describe(`the ${adapter} event store, opened twice`, () => describeSharing(newFixture));
}
