import { openEventStoreDb } from '@jalon/event-store/eventstoredb';
import { v4 } from 'uuid';
import { describeSharedEventStore } from '../contract/event-store.contract.js';
import type { EventStoreFixture } from '../contract/event-store.fixture.js';

/** A real server, given to scripts/test-eventstoredb.mjs. */
const url = process.env['EVENT_STORE_URL'] ?? '';

/** A server cannot be emptied, so each fixture has a tenant of its own. The long timeout is for a slow server. */
function newFixture(): EventStoreFixture {
  const tenant = `t${v4().slice(0, 8)}`;
  return {
    tenant,
    countsPositions: false,
    refusesStoredIds: false,
    open: (registry) =>
      openEventStoreDb({
        url,
        registry,
        prefixes: [`mission-${tenant}.`],
        installationStream: `jalon-installation-${tenant}`,
        idleTimeoutMs: 10_000,
      }),
  };
}

describeSharedEventStore('real EventStoreDB', newFixture);
