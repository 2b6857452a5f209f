import { openEventStoreDb } from '@jalon/event-store/eventstoredb';
import { v4 } from 'uuid';
import { describeSharedEventStore } from '../contract/event-store.contract.js';
import type { EventStoreFixture } from '../contract/event-store.fixture.js';

/** A real server, which scripts/test-eventstoredb.mjs has been given. */
const url = process.env['EVENT_STORE_URL'] ?? '';

jest.setTimeout(60_000);

/** A server cannot be emptied, so each place is a tenant of its own. Whether it is quick is not what is asked here. */
function newFixture(): EventStoreFixture {
  const tenant = `t${v4().slice(0, 8)}`;
  return {
    tenant,
    counts: false,
    knowsEveryId: false,
    open: (registry) => openEventStoreDb({ url, registry, prefixes: [`mission-${tenant}.`], idleTimeoutMs: 10_000 }),
  };
}

describeSharedEventStore('real EventStoreDB', newFixture);
