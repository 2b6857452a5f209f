// The one file that names the server's client package: another with the same protocol takes its place here alone.
import { setMaxListeners } from 'node:events';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import services from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import messages from '@eventstore/db-client/generated/streams_pb.js';
import { connectivityState, Metadata, status, type CallOptions } from '@grpc/grpc-js';

export type { BatchAppendReq, BatchAppendResp, ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';

export const { BatchAppendReq: Append, ReadReq: Read } = messages;
export const { Empty, MaximumAppendSizeExceeded, StreamIdentifier, UUID, WrongExpectedVersion } = shared;

/** The server's streams service, and what every call on it is given. */
export interface Line {
  readonly streams: StreamsClient;
  readonly metadata: Metadata;
  /** Without a deadline: calls bring their own. */
  readonly options: CallOptions;
  /** Aborted once the client looks for a server anew: a call that is still open on this one may wait for nobody. */
  readonly left: AbortSignal;
}

/** Does it once the line is left, also where it already is; gives what takes that back. */
export function whenLeft({ left }: Line, then: () => void): () => void {
  if (left.aborted) then();
  else left.addEventListener('abort', then, { once: true });
  return () => left.removeEventListener('abort', then);
}

/** A client of the server. */
export interface Client {
  /** Where calls go now: the leader, once it has been found. May wait for it without end. */
  line(): Promise<Line>;
  /** To be told of each fault that ended a call, so that the next one looks for a server anew. */
  failed(line: Pick<Line, 'streams'>, error: Error): void;
  /** To be told that nothing comes over the line that there is, though it is open: the next call looks for a server anew. */
  leave(): void;
  close(): Promise<void>;
}

/** What the package's client does well, and keeps for itself: the leader found, its credentials, a channel after a failed one. */
interface Inner {
  execute<T>(
    service: typeof services.StreamsClient,
    name: string,
    use: (streams: StreamsClient) => Promise<T>,
  ): Promise<T>;
  callArguments(base: { requiresLeader: boolean }, options: CallOptions): [Metadata, CallOptions];
  handleError(streams: StreamsClient, error: Error): Promise<void>;
}

/**
 * A client of the server that a connection string names. The package's own calls are not used: their pending appends lie
 * in one map of the whole module, a late answer throws where nobody can catch it, and reads ignore deadlines and filters.
 *
 * @throws Error when the string is none; its message does not repeat it, since it may hold a password
 */
export function openClient(url: string): Client {
  const inner = connect(url) as unknown as Inner;
  const departures = new WeakMap<StreamsClient, AbortController>();
  let latest: StreamsClient | null = null;

  async function current(): Promise<StreamsClient> {
    const streams = await inner.execute(services.StreamsClient, 'streams', async (client) => client);
    latest = streams;
    return streams;
  }

  /** Aborted by `failed`. */
  function departureOf(streams: StreamsClient): AbortController {
    const known = departures.get(streams);
    if (known) return known;
    const departure = new AbortController();
    // As many as there are subscriptions.
    setMaxListeners(0, departure.signal);
    departures.set(streams, departure);
    return departure;
  }

  async function failed({ streams }: Pick<Line, 'streams'>, error: Error): Promise<void> {
    await inner.handleError(streams, error).catch(() => undefined);
    const isLeft = streams.getChannel().getConnectivityState(false) === connectivityState.SHUTDOWN;
    if (isLeft) departureOf(streams).abort();
  }

  return {
    async line() {
      const streams = await current();
      // Reads too: what was acknowledged by the leader is seen.
      const [metadata, options] = inner.callArguments({ requiresLeader: true }, { deadline: Infinity });
      return { streams, metadata, options, left: departureOf(streams).signal };
    },
    failed: (line, error) => void failed(line, error),
    leave: () => latest && void failed({ streams: latest }, new Unanswered()),
    close: async () => (await current()).close(),
  };
}

/** As the package's client knows a server that is gone. */
class Unanswered extends Error {
  readonly code = status.UNAVAILABLE;
  readonly metadata = new Metadata();
}

/** @throws Error when the string is none; its message does not repeat it */
function connect(url: string): EventStoreDBClient {
  let why = 'no connection string of an event store server';
  try {
    return EventStoreDBClient.connectionString(url.replace(/^kurrentdb/, 'esdb'));
  } catch (error) {
    // Of its faults only those about a certificate's file are told: the others hold the string itself.
    if (error instanceof Error && /certificate|userCertFile/.test(error.message)) why = error.message;
  }
  throw new Error(why);
}

/** What an administrator of the server sets, by the package's own calls: seldom, one after another. */
export interface Administration {
  /** Appends an event to a stream of the server's own. */
  note(stream: string, type: string, data: Readonly<Record<string, unknown>>): Promise<void>;
  /** Lets these users and groups, and nobody else, read a stream of the server's own. */
  letRead(stream: string, readers: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** @throws Error when the string is none; its message does not repeat it, since it may hold a password */
export function openAdministration(url: string): Administration {
  const client = connect(url);
  return {
    async note(stream, type, data) {
      await client.appendToStream(stream, jsonEvent({ type, data }));
    },
    async letRead(stream, readers) {
      await client.setStreamMetadata(stream, { acl: { readRoles: [...readers] } });
    },
    close: () => client.dispose(),
  };
}
