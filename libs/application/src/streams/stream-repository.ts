import {
  inSpan,
  isSampled,
  laterOf,
  streamParts,
  type Actor,
  type AnyDecider,
  type Clock,
  type Draft,
  type EventDefinition,
  type Ids,
  type Instant,
  type JsonObject,
  type ReferenceRecord,
  type Span,
  type StoredEvent,
  type StreamName,
  type StreamParts,
  type Traceparent,
  type Tracer,
  type UnsealedEvent,
  type Uuid,
} from '@jalon/kernel';
import { type EventStore, SubjectErased } from '@jalon/ports';
import { type Sealer, type Unsealed } from '@jalon/privacy';
import type { CommandTable } from '../commands/command-table.js';
import { CommandRefused } from '../command-context.js';
import { sameHead } from './folded-stream.js';
import type { KeptBounds } from './kept-streams.js';
import type { LoadedStream } from './loaded-stream.js';
import { makeStreamMemory, type Wanted } from './stream.memory.js';

/** What the repository needs. */
export interface StreamRepositoryPorts {
  readonly store: EventStore;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly commands: CommandTable;
  readonly tracer?: Tracer;
  /** How much is kept of folded streams. */
  readonly keptStreams?: KeptBounds;
}

/** For whom a stream is read. */
export interface LoadOptions {
  /** The command whose events are looked for on the way. */
  readonly commandId?: Uuid;
  /** The trace that the reading is part of. */
  readonly traceparent?: Traceparent | undefined;
}

/** Events with everything that their envelopes say of the command behind them. */
export interface AppendRequest {
  readonly events: readonly UnsealedEvent[];
  readonly actor: Actor;
  readonly commandId: Uuid;
  readonly commandHash: string;
  readonly correlationId: Uuid;
  readonly causationId: Uuid | null;
  readonly rules: string;
  readonly references: readonly ReferenceRecord[];
}

/** The one way by which this library reads and extends streams. */
export interface StreamRepository {
  /** The stream as the store has it now. */
  load(parts: StreamParts, reading?: LoadOptions): Promise<LoadedStream>;
  /** The stream as this process left it where it knows it, else as the store has it: what `append` alone finds out about. */
  loadCached(parts: StreamParts, reading?: LoadOptions): Promise<LoadedStream>;
  /** Whether a recalled stream still ends there, as the store says; one that was read does. */
  isCurrent(stream: LoadedStream, traceparent?: Traceparent): Promise<boolean>;
  /** @throws Error for a name that is not one of ours: names come from events here, never from a request. */
  loadByName(name: StreamName, traceparent?: Traceparent): Promise<LoadedStream>;
  /** The one event at a revision, or null where none lies there yet. */
  eventAt(name: StreamName, revision: number): Promise<StoredEvent | null>;
  /** The events from a revision on. */
  eventsFrom(name: StreamName, revision: number): AsyncIterable<StoredEvent>;
  /** When an event appended to `stream` now would be recorded: a clock that went back does not turn the stream's. */
  nowFor(stream: LoadedStream): Instant;
  /**
   * Appends an entry right after the head that was read, with the trace that it is part of. Event ids are new at every attempt.
   * @throws ConflictError, StoreUnavailable as the store does
   * @throws CommandRefused SUBJECT_ERASED when something personal that it must hold is of someone who was erased
   */
  append(
    stream: LoadedStream,
    entry: AppendRequest,
    recordedAt: Instant,
    traceparent?: Traceparent,
  ): Promise<readonly StoredEvent[]>;
}

export function streamRepository({
  store,
  sealer,
  clock,
  ids,
  commands,
  tracer,
  keptStreams,
}: StreamRepositoryPorts): StreamRepository {
  const memory = makeStreamMemory(store, keptStreams);

  /** What the store is asked for, as a span of the trace that it is part of; of none without one. */
  const asked = <T>(
    operation: 'load' | 'append',
    { category }: StreamParts,
    parent: Traceparent | undefined,
    work: (span: Span | undefined) => Promise<T>,
  ): Promise<T> => {
    if (!tracer || parent === undefined) return work(undefined);
    const attributes = { 'db.operation.name': operation, 'db.collection.name': category };
    return inSpan(tracer, { name: `${operation} ${category}`, kind: 'client', parent, attributes }, work);
  };

  const load = (wanted: Wanted, traceparent: Traceparent | undefined) =>
    asked('load', wanted.parts, traceparent, async (span) => {
      const { stream, rows } = await memory.load(wanted);
      span?.tell({ 'db.response.returned_rows': rows });
      return stream;
    });

  const wantedOf = (parts: StreamParts, commandId?: Uuid): Wanted => {
    return { parts, decider: commands.deciderOf(parts.category), commandId };
  };

  const read = (parts: StreamParts, { commandId, traceparent }: LoadOptions = {}) =>
    load(wantedOf(parts, commandId), traceparent);

  async function draftOf(
    stream: LoadedStream,
    entry: AppendRequest,
    event: UnsealedEvent,
    recordedAt: Instant,
  ): Promise<Draft> {
    const definition = definitionOf(stream.decider, event.type);
    const id = ids.next();
    const { tenant, id: streamId } = stream.parts;
    const { events: _, ...facts } = entry;
    return {
      ...facts,
      id,
      type: definition.type,
      version: definition.version,
      tenant,
      stream: stream.name,
      recordedAt,
      data: await sealed({ definition, eventId: id, tenant, streamId, actor: entry.actor, data: event.data }),
    };
  }

  async function sealed(event: Unsealed): Promise<JsonObject> {
    try {
      return await sealer.seal(event);
    } catch (error) {
      if (error instanceof SubjectErased) throw new CommandRefused({ code: 'SUBJECT_ERASED', params: {} });
      throw error;
    }
  }

  return {
    load: read,
    loadCached: async (parts, { commandId, traceparent } = {}) => {
      const wanted = wantedOf(parts, commandId);
      return memory.recall(wanted) ?? load(wanted, traceparent);
    },
    isCurrent: async (stream, traceparent) =>
      !stream.fromCache || sameHead((await read(stream.parts, { traceparent })).head, stream.head),
    loadByName: (name, traceparent) => read(partsOf(name), { traceparent }),
    eventAt: async (name, revision) => {
      for await (const event of store.readStream(name, { from: revision, limit: 1 })) return event;
      return null;
    },
    eventsFrom: (name, revision) => store.readStream(name, { from: revision }),
    nowFor: ({ recordedAt }) => (recordedAt === null ? clock.now() : laterOf(clock.now(), recordedAt)),
    append: async (stream, entry, recordedAt, traceparent) => {
      const drafts: Draft[] = [];
      // One after the other, so that ids sort as the events do.
      for (const event of entry.events) drafts.push(await draftOf(stream, entry, event, recordedAt));
      return asked('append', stream.parts, traceparent, (span) => {
        // A batch of one is none, as the conventions have it.
        if (drafts.length > 1) span?.tell({ 'db.operation.batch.size': drafts.length });
        return memory.append(stream, drafts, span && isSampled(span.traceparent) ? span.traceparent : undefined);
      });
    },
  };
}

function definitionOf(decider: AnyDecider, type: string): EventDefinition {
  const definition = decider.events.find((candidate) => candidate.type === type);
  if (!definition) throw new Error(`a ${decider.category} has no event ${type}`);
  return definition;
}

function partsOf(name: StreamName): StreamParts {
  const parts = streamParts(name);
  if (!parts) throw new Error(`${name} is not the name of a stream`);
  return parts;
}
