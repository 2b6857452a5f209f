import type { AnyDecider, Instant, Position, Recorded, StoredEvent, UnsealedEvent, Uuid } from '@jalon/kernel';
import type { Head } from '@jalon/ports';

/** The end of a stream. */
export interface StreamEnd {
  readonly head: Head;
  /** The head's revision; null for a stream without events. */
  readonly revision: number | null;
  readonly nextRevision: number;
  /** When the head was recorded. */
  readonly recordedAt: Instant | null;
  readonly position: Position | null;
}

/** The folded events of a stream. */
export interface FoldedStream extends StreamEnd {
  /** Shared by all commands on the stream, so it is never modified. Its personal fields are sealed. */
  readonly state: unknown;
  /** The commands that left events in the stream. */
  readonly commandIds: ReadonlySet<Uuid>;
  /** The size of the events that were folded. */
  readonly bytes: number;
}

/** The events of a command that was accepted before. */
export interface EarlierAnswer {
  readonly events: readonly StoredEvent[];
  /** Whether the stream's subject existed before that command. A stream may begin with a kernel event. */
  readonly existedBefore: boolean;
}

/** A fold under way, which continues an earlier one. */
export interface Folding {
  add(event: StoredEvent): void;
  folded(): FoldedStream;
  /** The earlier events of the given command; null when it has none. */
  earlier(): EarlierAnswer | null;
}

/** A stream before its first event. */
export function unfolded({ initialState }: AnyDecider): FoldedStream {
  const end = { head: 'none', revision: null, nextRevision: 0, recordedAt: null, position: null } as const;
  return { state: initialState as unknown, ...end, commandIds: new Set(), bytes: 0 };
}

/** Continues the fold from `before`, and collects the events of `commandId`. */
export function foldOnto(decider: AnyDecider, before: FoldedStream, commandId?: Uuid): Folding {
  let { state, bytes } = before;
  let last: StoredEvent | null = null;
  let existedBefore = false;
  const earlier: StoredEvent[] = [];
  const commandIds = new Set(before.commandIds);

  return {
    add(event) {
      if (event.envelope.commandId === commandId) {
        if (earlier.length === 0) existedBefore = decider.exists(state);
        earlier.push(event);
      }
      state = decider.evolve(state, recorded(event)) as unknown;
      bytes += event.body.length;
      commandIds.add(event.envelope.commandId);
      last = event;
    },
    folded: () => {
      const { head, revision, nextRevision, recordedAt, position } = last ? endAt(last) : before;
      return { state, head, revision, nextRevision, recordedAt, position, commandIds, bytes };
    },
    earlier: () => (earlier.length === 0 ? null : { events: earlier, existedBefore }),
  };
}

/** The end of a stream, from its last event. */
export function endAt({ envelope: { revision, recordedAt }, hash, position }: StoredEvent): StreamEnd {
  return { head: { revision, hash }, revision, nextRevision: revision + 1, recordedAt, position };
}

export function sameHead(one: Head, other: Head): boolean {
  if (one === 'none' || other === 'none') return one === other;
  return one.revision === other.revision && one.hash === other.hash;
}

/** A stored event as a fold sees it. */
function recorded({ envelope }: StoredEvent): Recorded<UnsealedEvent> {
  const { type, data, id, stream, revision, recordedAt, actor, rules } = envelope;
  return { type, data, id, stream, revision, recordedAt, actor, rules };
}
