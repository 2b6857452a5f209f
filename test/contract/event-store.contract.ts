import { describeAppending } from './event-store.appending.contract.js';
import { describeReading } from './event-store.reading.contract.js';
import { describePages } from './event-store.pages.contract.js';
import type { Place } from './event-store.place.js';
import { describeSharing } from './event-store.sharing.contract.js';
import { describeSubscribing } from './event-store.subscribing.contract.js';
import { describeTraces } from './event-store.traces.contract.js';

/** What every adapter must do: the port's promises, as tests. */
export function describeEventStore(adapter: string, newPlace: () => Place): void {
  describe(`the ${adapter} event store`, () => {
    describeAppending(newPlace);
    describeReading(newPlace);
    describePages(newPlace);
    describeSubscribing(newPlace);
    describeTraces(newPlace);
  });
}

/** What an adapter must do besides, whose place several connections may open at once. */
export function describeSharedEventStore(adapter: string, newPlace: () => Place): void {
  describeEventStore(adapter, newPlace);
  describe(`the ${adapter} event store, opened twice`, () => describeSharing(newPlace));
}
