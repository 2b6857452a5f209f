// The only file that imports the server's client package. A package with the same protocol would replace it here alone.
import { setMaxListeners } from 'node:events';
import { EventStoreDBClient } from '@eventstore/db-client';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import services from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import messages from '@eventstore/db-client/generated/streams_pb.js';
import { connectivityState, Metadata, status, type CallOptions } from '@grpc/grpc-js';
import { StoreUnavailable, StoreUnreachable } from '@jalon/ports';
import { nameNoAddressInTls } from './server-name.js';

nameNoAddressInTls();

export { jsonEvent } from '@eventstore/db-client';
export type { BatchAppendReq, BatchAppendResp, ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';

export const { BatchAppendReq: Append, ReadReq: Read } = messages;
export const { Empty, MaximumAppendSizeExceeded, StreamIdentifier, UUID, WrongExpectedVersion } = shared;

/** A connection to the server's streams service, and the arguments of every call on it. */
export interface Connection {
  readonly streams: StreamsClient;
  readonly metadata: Metadata;
  /** Without a deadline: each call sets its own. */
  readonly options: CallOptions;
  /** Aborted once the client has given this connection up. A call that is still open on it may never be answered. */
  readonly disconnected: AbortSignal;
}

/**
 * Calls `callback` once the client has given the connection up, or now if it has.
 *
 * @returns a function that removes the callback
 */
export function onDisconnect({ disconnected }: Connection, callback: () => void): () => void {
  if (disconnected.aborted) callback();
  else disconnected.addEventListener('abort', callback, { once: true });
  return () => disconnected.removeEventListener('abort', callback);
}

export interface Client {
  /** The current connection: to the leader, once it has been found. It may take for ever; callers set a timeout. */
  connection(): Promise<Connection>;
  /** To be called with each error that ended a call, so that the next call connects anew if need be. */
  reportFailure(connection: Pick<Connection, 'streams'>, error: Error): void;
  /** Gives up the current connection, which is open but not answering: the next call looks for a server anew. */
  disconnect(): void;
  close(): Promise<void>;
}

/** Private members of the package's client: finding the leader, credentials, and a new channel after a failure. */
interface PackageClient {
  execute<T>(
    service: typeof services.StreamsClient,
    name: string,
    use: (streams: StreamsClient) => Promise<T>,
  ): Promise<T>;
  callArguments(base: { requiresLeader: boolean }, options: CallOptions): [Metadata, CallOptions];
  handleError(streams: StreamsClient, error: Error): Promise<void>;
}

/**
 * Opens a client for a connection string. The package's own calls are not used: it keeps the pending appends of all
 * clients in one map, a late answer throws where nobody can catch it, and its reads ignore deadlines and filters.
 *
 * @throws Error when the connection string is invalid; the message does not repeat it, since it may hold a password
 */
export function openClient(url: string): Client {
  const client = connect(url) as unknown as PackageClient;
  const disconnects = new WeakMap<StreamsClient, AbortController>();
  let latest: StreamsClient | null = null;

  async function current(): Promise<StreamsClient> {
    const streams = await client.execute(services.StreamsClient, 'streams', async (service) => service);
    latest = streams;
    return streams;
  }

  function disconnectOf(streams: StreamsClient): AbortController {
    const known = disconnects.get(streams);
    if (known) return known;
    const disconnect = new AbortController();
    // Each subscription listens.
    setMaxListeners(0, disconnect.signal);
    disconnects.set(streams, disconnect);
    return disconnect;
  }

  async function handleFailure({ streams }: Pick<Connection, 'streams'>, error: Error): Promise<void> {
    await client.handleError(streams, error).catch(() => undefined);
    const isGivenUp = streams.getChannel().getConnectivityState(false) === connectivityState.SHUTDOWN;
    if (isGivenUp) disconnectOf(streams).abort();
  }

  return {
    async connection() {
      const streams = await current();
      // Reads require the leader too, so that they see what it has acknowledged.
      const [metadata, options] = client.callArguments({ requiresLeader: true }, { deadline: Infinity });
      return { streams, metadata, options, disconnected: disconnectOf(streams).signal };
    },
    reportFailure: (connection, error) => void handleFailure(connection, error),
    disconnect: () => latest && void handleFailure({ streams: latest }, new ServerUnavailable()),
    close: async () => (await current()).close(),
  };
}

/** The error by which the package's client recognises that a server is gone. */
class ServerUnavailable extends Error {
  readonly code = status.UNAVAILABLE;
  readonly metadata = new Metadata();
}

/** @throws Error when the connection string is invalid; the message does not repeat it */
export function connect(url: string): EventStoreDBClient {
  let why = 'no connection string of an event store server';
  try {
    return EventStoreDBClient.connectionString(url.replace(/^kurrentdb/, 'esdb'));
  } catch (error) {
    // Only the package's errors about a certificate file are repeated: the others contain the connection string.
    if (error instanceof Error && /certificate|userCertFile/.test(error.message)) why = error.message;
  }
  throw new Error(why);
}

/** The server answered that it cannot read there: the position is not a record's, or its disk fails. */
export class NotReadable extends StoreUnavailable {}

/** Answers of the server, which stay the same until an administrator changes the account. */
const ACCESS_DENIED: readonly (number | undefined)[] = [status.PERMISSION_DENIED, status.UNAUTHENTICATED];
/** Failed TLS handshakes are reported with the code of a server that is gone. */
const TLS_FAILURE = /certificate|SSL routines|wrong version number/i;

/** grpc-js ends its messages so, whether or not the resolver of names has noted anything. */
const EMPTY_NOTE = /\.? Resolution note: *$/;

/** Converts a call's error to the port's. It keeps the server's message, which never contains a secret. */
export function asUnavailable(error: unknown): StoreUnavailable {
  if (error instanceof StoreUnavailable) return error;
  const { code, details, message } = error as { code?: number; details?: string; message?: string };
  const why = (details || message || 'no answer').replace(EMPTY_NOTE, '');
  if (code === status.UNKNOWN) return new NotReadable(`the event store could not answer: ${why}`, { cause: error });
  if (ACCESS_DENIED.includes(code) || TLS_FAILURE.test(why)) {
    return new StoreUnavailable(`the event store lets nobody in so: ${why}`, { cause: error });
  }
  return new StoreUnreachable(`the event store does not answer: ${why}`, { cause: error });
}

/**
 * Starts a call. On a channel that the error of another call has closed meanwhile, grpc-js throws instead of failing the
 * call.
 *
 * @throws StoreUnavailable
 */
export function startCall<Call>(start: () => Call): Call {
  try {
    return start();
  } catch (error) {
    throw asUnavailable(error);
  }
}

/** Whether a call ended because this process cancelled it: then its channel is fine. */
export function isCancelledHere(error: Error): boolean {
  return (error as { code?: number }).code === status.CANCELLED && error.message.includes('Cancelled on client');
}
