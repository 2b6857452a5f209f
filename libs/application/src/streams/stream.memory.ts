import {
  streamName,
  type AnyDecider,
  type Draft,
  type Envelope,
  type StoredEvent,
  type StreamParts,
  type Traceparent,
  type Uuid,
} from '@jalon/kernel';
import { ConflictError, type EventStore } from '@jalon/ports';
import {
  endAt,
  foldingOn,
  sameHead,
  unfolded,
  type EarlierAnswer,
  type FoldedStream,
  type Folding,
} from './folded-stream.js';
import { createKeptStreams, type KeptBounds } from './kept-streams.js';
import type { LoadedStream } from './loaded-stream.js';

/** What is to be loaded. */
export interface Wanted {
  readonly parts: StreamParts;
  readonly decider: AnyDecider;
  /** The command whose events are looked for. */
  readonly commandId?: Uuid | undefined;
}

/** A stream as it was just read, and how many events were read for it. */
export interface Loaded {
  readonly stream: LoadedStream;
  readonly rows: number;
}

/** Streams as this process knows them: folded, and kept while they are in use, so that only what came since is read (docs/adr/0026). */
export interface StreamMemory {
  /** The stream as the store has it now. */
  load(wanted: Wanted): Promise<Loaded>;
  /**
   * The stream as this process left it, without a question to the store; null where that will not do: it is not kept,
   * others write it as well, or the command came before, so its answer must be read.
   */
  recall(wanted: Wanted): LoadedStream | null;
  /** Appends to the store, behind the head of `stream`, and folds what was appended. @throws as the store does */
  append(stream: LoadedStream, drafts: readonly Draft[], traceparent?: Traceparent): Promise<readonly StoredEvent[]>;
}

export function makeStreamMemory(store: EventStore, bounds?: KeptBounds): StreamMemory {
  const streams = createKeptStreams(bounds);

  function follow({ name, decider, head }: LoadedStream, appended: readonly StoredEvent[]): void {
    const kept = streams.of(name);
    const before = head === 'none' ? unfolded(decider) : kept?.folded;
    // It may have been let go meanwhile, or read with what was appended.
    if (!before || !sameHead(before.end.head, head)) return;
    const folding = foldingOn(decider, before);
    for (const event of appended) folding.add(asRead(event));
    streams.keep(name, { folded: folding.folded(), othersWrite: kept?.othersWrite ?? false });
  }

  function giveUp({ name }: LoadedStream, fault: unknown): void {
    const kept = streams.of(name);
    if (kept && fault instanceof ConflictError) streams.keep(name, { ...kept, othersWrite: true });
    else streams.forget(name);
  }

  return {
    async load(wanted) {
      const name = streamName(wanted.parts);
      const kept = streams.of(name);
      try {
        // The events of a command are not kept: where it came before, its answer is read whole.
        const onwards = kept && !cameBefore(wanted, kept.folded) ? await readOn(store, wanted, kept.folded) : null;
        const { folding, rows } = onwards ?? (await readWhole(store, wanted));
        const folded = folding.folded();
        // What was loaded or appended meanwhile may be later.
        if (streams.of(name) === kept) streams.keep(name, { folded, othersWrite: onwards !== null && rows > 1 });
        return { stream: asLoaded(wanted, folded, { earlier: folding.earlier(), fromCache: false }), rows };
      } catch (error) {
        streams.forget(name);
        throw error;
      }
    },

    recall(wanted) {
      const kept = streams.of(streamName(wanted.parts));
      if (!kept || kept.othersWrite || cameBefore(wanted, kept.folded)) return null;
      return asLoaded(wanted, kept.folded, { earlier: null, fromCache: true });
    },

    async append(stream, drafts, traceparent) {
      try {
        const appended = await store.append(stream.name, drafts, stream.head, traceparent);
        follow(stream, appended);
        return appended;
      } catch (error) {
        giveUp(stream, error);
        throw error;
      }
    },
  };
}

interface Read {
  readonly folding: Folding;
  readonly rows: number;
}

async function readWhole(store: EventStore, { parts, decider, commandId }: Wanted): Promise<Read> {
  const folding = foldingOn(decider, unfolded(decider), commandId);
  let rows = 0;
  for await (const event of store.readStream(streamName(parts))) {
    rows += 1;
    folding.add(event);
  }
  return { folding, rows };
}

/** Reads from the head that is known on; null where another event lies there now, or none: the store was restored. */
async function readOn(
  store: EventStore,
  { parts, decider, commandId }: Wanted,
  before: FoldedStream,
): Promise<Read | null> {
  if (before.end.head === 'none') return null;
  const { revision, hash } = before.end.head;
  let folding: Folding | null = null;
  let rows = 0;
  for await (const event of store.readStream(streamName(parts), { from: revision })) {
    rows += 1;
    if (folding) folding.add(event);
    else if (event.hash === hash) folding = foldingOn(decider, { ...before, end: endAt(event) }, commandId);
    else return null;
  }
  return folding && { folding, rows };
}

function cameBefore({ commandId }: Wanted, { commandIds }: FoldedStream): boolean {
  return commandId !== undefined && commandIds.has(commandId);
}

/** As a reading would give it: an append answers with what it was given, which may hold more than its bytes, or be changed. */
function asRead(event: StoredEvent): StoredEvent {
  return { ...event, envelope: JSON.parse(event.body) as Envelope };
}

function asLoaded(
  { parts, decider }: Wanted,
  { state, end }: FoldedStream,
  how: { readonly earlier: EarlierAnswer | null; readonly fromCache: boolean },
): LoadedStream {
  return { name: streamName(parts), parts, decider, state, ...end, ...how };
}
