import { EventStoreDBClient, jsonEvent, streamNameFilter, type AppendToStreamOptions } from '@eventstore/db-client';
import { CATEGORIES, type Position, type StoredEvent, type TenantId } from '@jalon/kernel';
import { newMissionStream, copyInto } from '../fixtures/copies.js';

/** The package's own client, used as its documentation says. */
export type BareClient = EventStoreDBClient;

export function openBareClient(url: string): BareClient {
  return EventStoreDBClient.connectionString(url.replace(/^kurrentdb/, 'esdb'));
}

/** How it appends: on one call for all, or on a call for each, which credentials of one's own make it do. */
export type Way = 'batch' | 'unary';

const WAYS: Readonly<Record<Way, AppendToStreamOptions>> = {
  batch: {},
  // A server without security looks at none.
  unary: { credentials: { username: 'admin', password: 'changeit' } },
};

/** Writes what our writer would, at the revision expected: the same data, and the rest of the envelope as metadata. */
export function bareWriter(
  client: BareClient,
  way: Way,
  history: readonly StoredEvent[],
  tenant: TenantId,
): () => Promise<void> {
  let stream = newMissionStream(tenant);
  let next = 0;
  return async () => {
    if (next === history.length) {
      stream = newMissionStream(tenant);
      next = 0;
    }
    const stored = history[next] as StoredEvent;
    const { data, ...rest } = copyInto(stream, stored);
    const { correlationId, id, type } = rest;
    const { prev, revision, v } = stored.envelope;
    const outside = { $hash: stored.hash, $correlationId: correlationId };
    const event = jsonEvent({ id, type, data, metadata: { ...rest, prev, revision, v, ...outside } as never });
    const expectedRevision = next === 0 ? 'no_stream' : BigInt(next - 1);
    await client.appendToStream(stream, event, { ...WAYS[way], expectedRevision });
    next += 1;
  };
}

/** The beginnings of the names of a tenant's streams. */
export function prefixesOf(tenant: TenantId): string[] {
  return CATEGORIES.map((category) => `${category}-${tenant}.`);
}

/** Follows a tenant's streams until so many events have come. */
export async function bareCatchUp(client: BareClient, tenant: TenantId, after: Position, count: number): Promise<void> {
  const place = BigInt(after);
  const subscription = client.subscribeToAll({
    fromPosition: { commit: place, prepare: place },
    filter: streamNameFilter({ prefixes: prefixesOf(tenant) }),
  });
  let seen = 0;
  for await (const { event } of subscription) {
    if (!event?.data || !event.metadata) throw new Error('an event came without its data');
    seen += 1;
    if (seen === count) break;
  }
  await subscription.unsubscribe();
}
