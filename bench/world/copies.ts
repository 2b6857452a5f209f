import { systemIds } from '@jalon/application';
import type { EventStore, Head } from '@jalon/event-store';
import { streamName, type Draft, type StoredEvent, type StreamName } from '@jalon/kernel';

export function newMissionStream(): StreamName {
  return streamName({ category: 'mission', tenant: 'main', id: systemIds.next() });
}

/**
 * A stored event as the draft of another, of the same size, in a stream of its own. A mission that was written without
 * comments holds nothing sealed, so nothing in it is tied to the event it came from.
 */
export function copyInto(stream: StreamName, { envelope }: StoredEvent): Draft {
  const { v: _form, revision: _revision, prev: _prev, ...draft } = envelope;
  return { ...draft, id: systemIds.next(), commandId: systemIds.next(), stream };
}

export function headAt(event: StoredEvent | undefined): Head {
  return event ? { revision: event.envelope.revision, hash: event.hash } : 'none';
}

/** Appends so many copies of a history, each to a stream of its own. */
export async function storeCopies(
  store: EventStore,
  history: readonly StoredEvent[],
  count: number,
): Promise<readonly (readonly StoredEvent[])[]> {
  const copies: (readonly StoredEvent[])[] = [];
  for (let made = 0; made < count; made += 1) {
    const stream = newMissionStream();
    copies.push(
      await store.append(
        stream,
        history.map((event) => copyInto(stream, event)),
        'none',
      ),
    );
  }
  return copies;
}
