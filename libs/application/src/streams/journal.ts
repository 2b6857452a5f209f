import {
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
  type StoredEvent,
  type StreamName,
  type StreamParts,
  type UnsealedEvent,
  type Uuid,
} from '@jalon/kernel';
import type { EventStore } from '@jalon/event-store';
import { SubjectErased, type Sealer, type Unsealed } from '@jalon/privacy';
import type { CommandTable } from '../commands/command-table.js';
import { CommandRefused } from '../order.js';
import { loadStream, type LoadedStream } from './loaded-stream.js';

/** What a journal is made of. */
export interface JournalPorts {
  readonly store: EventStore;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly commands: CommandTable;
}

/** Events with everything that their envelopes say of the command behind them. */
export interface Entry {
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
export interface Journal {
  read(parts: StreamParts, commandId?: Uuid): Promise<LoadedStream>;
  /** @throws Error for a name that is not one of ours: names come from events here, never from a request. */
  readNamed(name: StreamName): Promise<LoadedStream>;
  /** The one event at a revision, or null where none lies there yet. */
  eventAt(name: StreamName, revision: number): Promise<StoredEvent | null>;
  /** The events from a revision on. */
  eventsFrom(name: StreamName, revision: number): AsyncIterable<StoredEvent>;
  /** When an event appended to `stream` now would be recorded: a clock that went back does not turn the stream's. */
  nowFor(stream: LoadedStream): Instant;
  /**
   * Appends an entry right after the head that was read. Event ids are new at every attempt.
   * @throws ConflictError, StoreUnavailable as the store does
   * @throws CommandRefused SUBJECT_ERASED when something personal that it must hold is of someone who was erased
   */
  append(stream: LoadedStream, entry: Entry, recordedAt: Instant): Promise<readonly StoredEvent[]>;
}

export function makeJournal({ store, sealer, clock, ids, commands }: JournalPorts): Journal {
  const read = (parts: StreamParts, commandId?: Uuid) =>
    loadStream(store, commands.deciderOf(parts.category), parts, commandId);

  async function draftOf(
    stream: LoadedStream,
    entry: Entry,
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
    read,
    readNamed: (name) => read(partsOf(name)),
    eventAt: async (name, revision) => {
      for await (const event of store.readStream(name, { from: revision, limit: 1 })) return event;
      return null;
    },
    eventsFrom: (name, revision) => store.readStream(name, { from: revision }),
    nowFor: ({ recordedAt }) => (recordedAt === null ? clock.now() : laterOf(clock.now(), recordedAt)),
    append: async (stream, entry, recordedAt) => {
      const drafts: Draft[] = [];
      // One after the other, so that ids sort as the events do.
      for (const event of entry.events) drafts.push(await draftOf(stream, entry, event, recordedAt));
      return store.append(stream.name, drafts, stream.head);
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
