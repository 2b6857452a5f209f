import {
  inSpan,
  isSampled,
  laterOf,
  streamName,
  streamParts,
  type AnyDecider,
  type Category,
  type Clock,
  type Draft,
  type EventDefinition,
  type Ids,
  type Instant,
  type JsonObject,
  type Span,
  type StoredEvent,
  type StreamName,
  type StreamParts,
  type Traceparent,
  type UnsealedEvent,
  type Uuid,
} from '@jalon/kernel';
import { SubjectErased, type EventStore, type Telemetry } from '@jalon/ports';
import type { Sealer, Unsealed } from '@jalon/privacy';
import { CommandRefused } from '../commands/command-errors.js';
import { endAt, foldOnto, unfolded, type EarlierAnswer, type FoldedStream, type Folding } from './folded-stream.js';

/** A stream as a command sees it: its state, where it ends, and what an earlier sending of the same command left in it. */
export interface LoadedStream extends FoldedStream {
  readonly name: StreamName;
  readonly parts: StreamParts;
  readonly decider: AnyDecider;
  readonly earlier: EarlierAnswer | null;
  /** How many events lay beyond `LoadOptions.known`; null when all of the stream was read. */
  readonly newEvents: number | null;
  /** Whether the store was not asked: the stream may have gone on since, or have been restored. */
  readonly fromCache: boolean;
}

export interface LoadOptions {
  /** The command whose events are looked for. */
  readonly commandId?: Uuid | undefined;
  /** The trace that the loading is part of. */
  readonly traceparent?: Traceparent | undefined;
  /** What is known of the stream: only what came after it is read. */
  readonly known?: FoldedStream | undefined;
}

/** What the envelopes of one append have in common. */
export type EnvelopeFacts = Pick<
  Draft,
  'recordedAt' | 'actor' | 'commandId' | 'commandHash' | 'correlationId' | 'causationId' | 'rules' | 'references'
>;

/** The one way by which this library loads and extends streams. */
export interface StreamRepository {
  /** The stream as the store has it now. */
  load(parts: StreamParts, options?: LoadOptions): Promise<LoadedStream>;
  /** The stream from the cache where it is there, else from the store. Only an append finds out whether it is current. */
  loadCached(parts: StreamParts, options?: LoadOptions): Promise<LoadedStream>;
  /** Whether the stream still ends where it did when it was loaded. The store is asked only about streams from the cache. */
  isCurrent(stream: LoadedStream, traceparent?: Traceparent): Promise<boolean>;
  /** The one event at a revision; null where none lies there yet. */
  eventAt(name: StreamName, revision: number): Promise<StoredEvent | null>;
  /** The events from a revision on. */
  eventsFrom(name: StreamName, revision: number): AsyncIterable<StoredEvent>;
  /** When an event appended to `stream` now would be recorded: never before the stream's last one, whatever the clock says. */
  nowFor(stream: LoadedStream): Instant;
  /**
   * Appends events right after the head that was loaded. Their ids are new at every attempt.
   *
   * @throws ConflictError, StoreUnavailable as the store does
   * @throws CommandRefused SUBJECT_ERASED when a personal field that may not be missing is about an erased person
   */
  append(
    stream: LoadedStream,
    events: readonly UnsealedEvent[],
    facts: EnvelopeFacts,
    traceparent?: Traceparent,
  ): Promise<readonly StoredEvent[]>;
}

export interface StreamRepositoryPorts {
  readonly store: EventStore;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly deciderOf: (category: Category) => AnyDecider;
  readonly telemetry: Pick<Telemetry, 'tracer'>;
}

/** Streams loaded from the store each time; `withStreamCache` adds the cache. */
export function streamRepository(ports: StreamRepositoryPorts): StreamRepository {
  const { store, clock, telemetry } = ports;

  /** A question to the store, as a span of the trace that it is part of. */
  const traced = <T>(
    operation: 'load' | 'append',
    { category }: StreamParts,
    parent: Traceparent | undefined,
    work: (span: Span | undefined) => Promise<T>,
  ): Promise<T> => {
    const { tracer } = telemetry;
    if (!tracer || parent === undefined) return work(undefined);
    const attributes = { 'db.operation.name': operation, 'db.collection.name': category };
    return inSpan(tracer, { name: `${operation} ${category}`, kind: 'client', parent, attributes }, work);
  };

  const load = (parts: StreamParts, { commandId, traceparent, known }: LoadOptions = {}) =>
    traced('load', parts, traceparent, async (span): Promise<LoadedStream> => {
      const name = streamName(parts);
      const decider = ports.deciderOf(parts.category);
      const resumed = known && (await readOnwards(store, name, decider, known, commandId));
      const { folding, rows } = resumed ?? (await readWhole(store, name, decider, commandId));
      span?.tell({ 'db.response.returned_rows': rows });
      const newEvents = resumed ? rows - 1 : null;
      return { ...folding.folded(), name, parts, decider, earlier: folding.earlier(), newEvents, fromCache: false };
    });

  return {
    load,
    loadCached: load,
    isCurrent: async () => true,
    eventAt: async (name, revision) => {
      for await (const event of store.readStream(name, { from: revision, limit: 1 })) return event;
      return null;
    },
    eventsFrom: (name, revision) => store.readStream(name, { from: revision }),
    nowFor: ({ recordedAt }) => (recordedAt === null ? clock.now() : laterOf(clock.now(), recordedAt)),
    async append(stream, events, facts, traceparent) {
      const drafts: Draft[] = [];
      // One after the other, so that ids sort as the events do.
      for (const event of events) drafts.push(await draftOf(ports, stream, event, facts));
      return traced('append', stream.parts, traceparent, (span) => {
        // OpenTelemetry's conventions name a batch's size only from two on.
        if (drafts.length > 1) span?.tell({ 'db.operation.batch.size': drafts.length });
        const recorded = span && isSampled(span.traceparent) ? span.traceparent : undefined;
        return store.append(stream.name, drafts, stream.head, recorded);
      });
    },
  };
}

/** The parts of a stream's name that an event gave. @throws Error for a name that is not one of ours */
export function partsOf(name: StreamName): StreamParts {
  const parts = streamParts(name);
  if (!parts) throw new Error(`${name} is not the name of a stream`);
  return parts;
}

interface ReadStream {
  readonly folding: Folding;
  /** How many events were read. */
  readonly rows: number;
}

async function readWhole(
  store: EventStore,
  name: StreamName,
  decider: AnyDecider,
  commandId: Uuid | undefined,
): Promise<ReadStream> {
  const folding = foldOnto(decider, unfolded(decider), commandId);
  let rows = 0;
  for await (const event of store.readStream(name)) {
    rows += 1;
    folding.add(event);
  }
  return { folding, rows };
}

/** Reads from the known head on; null where that head is no longer in the stream: the store was restored. */
async function readOnwards(
  store: EventStore,
  name: StreamName,
  decider: AnyDecider,
  known: FoldedStream,
  commandId: Uuid | undefined,
): Promise<ReadStream | null> {
  if (known.head === 'none') return null;
  const { revision, hash } = known.head;
  let folding: Folding | null = null;
  let rows = 0;
  for await (const event of store.readStream(name, { from: revision })) {
    rows += 1;
    if (folding) folding.add(event);
    else if (event.hash === hash) folding = foldOnto(decider, { ...known, ...endAt(event) }, commandId);
    else return null;
  }
  return folding && { folding, rows };
}

async function draftOf(
  { ids, sealer }: StreamRepositoryPorts,
  { name, parts: { tenant, id: streamId }, decider }: LoadedStream,
  event: UnsealedEvent,
  facts: EnvelopeFacts,
): Promise<Draft> {
  const definition = definitionOf(decider, event.type);
  const id = ids.next();
  const unsealed = { definition, eventId: id, tenant, streamId, actor: facts.actor, data: event.data };
  return {
    ...facts,
    id,
    type: definition.type,
    version: definition.version,
    tenant,
    stream: name,
    data: await sealed(sealer, unsealed),
  };
}

async function sealed(sealer: Sealer, event: Unsealed): Promise<JsonObject> {
  try {
    return await sealer.seal(event);
  } catch (error) {
    if (error instanceof SubjectErased) throw new CommandRefused({ code: 'SUBJECT_ERASED', params: {} });
    throw error;
  }
}

function definitionOf(decider: AnyDecider, type: string): EventDefinition {
  const definition = decider.events.find((candidate) => candidate.type === type);
  if (!definition) throw new Error(`a ${decider.category} has no event ${type}`);
  return definition;
}
