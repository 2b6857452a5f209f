import { openEventStoreDb } from '@jalon/event-store/eventstoredb';
import { v4 } from 'uuid';
import { openEventStoreDouble, type EventStoreDouble } from '../double/event-store-double.js';
import { describeSharedEventStore } from './event-store.contract.js';
import type { EventStoreFixture } from './event-store.fixture.js';

let double: EventStoreDouble;
beforeAll(async () => {
  double = await openEventStoreDouble();
});
afterAll(() => double.close());

/** The double is never emptied, like a real server, so each fixture has a tenant of its own. */
function newFixture(): EventStoreFixture {
  const tenant = `t${v4().slice(0, 8)}`;
  return {
    tenant,
    countsPositions: false,
    refusesStoredIds: false,
    open: (registry) =>
      openEventStoreDb({
        url: double.url,
        registry,
        prefixes: [`mission-${tenant}.`],
        installationStream: `jalon-installation-${tenant}`,
        idleTimeoutMs: 10_000,
      }),
  };
}

describeSharedEventStore('EventStoreDB (on its double)', newFixture);
