import type {
  AnyDecider,
  Instant,
  Position,
  Recorded,
  StoredEvent,
  StreamParts,
  UnsealedEvent,
  Uuid,
} from '@jalon/kernel';
import { streamName, type StreamName } from '@jalon/kernel';
import type { EventStore, Head } from '@jalon/event-store';

/** A stream as it was read: its state, where it ends, and what an earlier sending of the same command left in it. */
export interface LoadedStream {
  readonly name: StreamName;
  readonly parts: StreamParts;
  readonly decider: AnyDecider;
  readonly state: unknown;
  readonly head: Head;
  /** The head's revision; null for a stream without events. */
  readonly revision: number | null;
  readonly nextRevision: number;
  /** When the head was recorded. */
  readonly recordedAt: Instant | null;
  readonly position: Position | null;
  readonly earlier: EarlierAnswer | null;
}

/** The events by which a command was answered when it came first. */
export interface EarlierAnswer {
  readonly events: readonly StoredEvent[];
  /** Whether the thing was there before that command: its stream may begin with a kernel event. */
  readonly existedBefore: boolean;
}

/** Reads and folds a whole stream, and looks for the events of `commandId` on the way. */
export async function loadStream(
  store: EventStore,
  decider: AnyDecider,
  parts: StreamParts,
  commandId?: Uuid,
): Promise<LoadedStream> {
  const name = streamName(parts);
  let state: unknown = decider.initialState;
  let last: StoredEvent | null = null;
  let existedBefore = false;
  const earlier: StoredEvent[] = [];

  for await (const event of store.readStream(name)) {
    if (event.envelope.commandId === commandId) {
      if (earlier.length === 0) existedBefore = decider.exists(state);
      earlier.push(event);
    }
    state = decider.evolve(state, recorded(event)) as unknown;
    last = event;
  }

  return {
    name,
    parts,
    decider,
    state,
    ...endOf(last),
    earlier: earlier.length === 0 ? null : { events: earlier, existedBefore },
  };
}

function endOf(last: StoredEvent | null) {
  if (last === null)
    return { head: 'none', revision: null, nextRevision: 0, recordedAt: null, position: null } as const;
  const { revision, recordedAt } = last.envelope;
  return {
    head: { revision, hash: last.hash },
    revision,
    nextRevision: revision + 1,
    recordedAt,
    position: last.position,
  };
}

/** A stored event as a fold sees it. */
export function recorded({ envelope }: StoredEvent): Recorded<UnsealedEvent> {
  const { type, data, id, stream, revision, recordedAt, actor, rules } = envelope;
  return { type, data, id, stream, revision, recordedAt, actor, rules };
}
