import { EventStoreDBClient, jsonEvent, streamNameFilter, type AppendToStreamOptions } from '@eventstore/db-client';
import { CATEGORIES, type Position, type StoredEvent, type TenantId } from '@jalon/kernel';
import { newMissionStream, copyInto } from '../fixtures/copies.js';

/** The package's own client, used as in its documentation. */
export type BareClient = EventStoreDBClient;

export function openBareClient(url: string): BareClient {
  return EventStoreDBClient.connectionString(url.replace(/^kurrentdb/, 'esdb'));
}

/** Appends share one call (batch), or each has its own (unary). The client uses unary calls when credentials are given. */
export type AppendMode = 'batch' | 'unary';

const OPTIONS: Readonly<Record<AppendMode, AppendToStreamOptions>> = {
  batch: {},
  // A server without security ignores them.
  unary: { credentials: { username: 'admin', password: 'changeit' } },
};

/** Appends as our writer does, at the expected revision: the same data, with the rest of the envelope as metadata. */
export function bareWriter(
  client: BareClient,
  mode: AppendMode,
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
    await client.appendToStream(stream, event, { ...OPTIONS[mode], expectedRevision });
    next += 1;
  };
}

/** The prefixes of the names of a tenant's streams. */
export function prefixesOf(tenant: TenantId): string[] {
  return CATEGORIES.map((category) => `${category}-${tenant}.`);
}

/** Subscribes to a tenant's streams until `count` events have arrived. */
export async function bareCatchUp(client: BareClient, tenant: TenantId, after: Position, count: number): Promise<void> {
  const position = BigInt(after);
  const subscription = client.subscribeToAll({
    fromPosition: { commit: position, prepare: position },
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
