import { randomUUID } from 'node:crypto';
import type { EventStore, Head } from '@jalon/ports';
import {
  streamName,
  streamParts,
  type Draft,
  type StoredEvent,
  type StreamName,
  type TenantId,
  type Uuid,
} from '@jalon/kernel';

let idsMade = 0;
/** Of this process alone: a server may keep the streams of earlier runs. */
const RUN = randomUUID().slice(0, 4);

/** Shaped and sorted as the service's ids are, but counted: making real ones is no work of a store. */
function nextId(): Uuid {
  idsMade += 1;
  return `01900000-${RUN}-7000-8000-${idsMade.toString(16).padStart(12, '0')}`;
}

/** A tenant that no other run writes to. */
export function newTenant(): TenantId {
  return `bench-${randomUUID().slice(0, 8)}`;
}

export function newMissionStream(tenant: TenantId = 'main'): StreamName {
  return streamName({ category: 'mission', tenant, id: nextId() });
}

/**
 * A stored event as the draft of another, of the same size, in a stream of its own. A mission that was written without
 * comments holds nothing sealed, so nothing in it is tied to the event it came from.
 */
export function copyInto(stream: StreamName, { envelope }: StoredEvent): Draft {
  const { v: _form, revision: _revision, prev: _prev, ...draft } = envelope;
  const { tenant } = streamParts(stream) ?? draft;
  return { ...draft, id: nextId(), commandId: nextId(), stream, tenant };
}

export function headAt(event: StoredEvent | undefined): Head {
  return event ? { revision: event.envelope.revision, hash: event.hash } : 'none';
}

/** So many appends at once share a commit: setting up need not wait for the disk each time. */
const AT_ONCE = 100;

/** Appends so many copies of a history, each to a stream of its own. */
export async function storeCopies(
  store: EventStore,
  history: readonly StoredEvent[],
  count: number,
  tenant?: TenantId,
): Promise<readonly (readonly StoredEvent[])[]> {
  const copies: (readonly StoredEvent[])[] = [];
  while (copies.length < count) {
    const size = Math.min(AT_ONCE, count - copies.length);
    copies.push(...(await Promise.all(Array.from({ length: size }, () => storeCopy(store, history, tenant)))));
  }
  return copies;
}

function storeCopy(
  store: EventStore,
  history: readonly StoredEvent[],
  tenant?: TenantId,
): Promise<readonly StoredEvent[]> {
  const stream = newMissionStream(tenant);
  const drafts = history.map((event) => copyInto(stream, event));
  return store.append(stream, drafts, 'none');
}
