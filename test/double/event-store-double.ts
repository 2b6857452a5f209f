import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import services from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { BatchAppendReq, BatchAppendResp, ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import {
  Server,
  ServerCredentials,
  type Metadata,
  type ServerDuplexStream,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import { addFeatures, unaryAppendOf } from './bare-client.services.js';
import {
  appendAnswer,
  appendRequestOf,
  readRequestOf,
  checkpointAnswer,
  confirmationAnswer,
  eventAnswer,
  notFoundAnswer,
  timedOutAnswer,
  type ReadRequest,
} from './messages.js';
import { RecordedLog, type DoubleRecord } from './recorded-log.js';
import { openTcpProxy, type TcpProxy } from './tcp-proxy.js';

/** Where a fault can be injected: when a read or subscription starts, before an append is written, after it was. */
export type Step = 'read' | 'subscribe' | 'append' | 'appended';

/** The connection is cut, no answer comes, an append is answered with a timeout, or the call ends with a status. */
export type Fault =
  'cut' | 'no-answer' | 'timed-out' | { readonly code: number; readonly details: string; readonly metadata?: Metadata };

export const NOT_READY: Fault = { code: 14, details: 'Server Is Not Ready' };

/** A double of the server that speaks the real protocol on loopback, made from the definitions that the client ships. */
export interface EventStoreDouble {
  readonly url: string;
  readonly log: RecordedLog;
  /** The proxy in front of it, which cuts, freezes and refuses connections. */
  readonly proxy: TcpProxy;
  /** Lets `after` calls pass this step, then injects the fault into the next `times` calls. */
  injectFault(step: Step, fault: Fault, times?: number, after?: number): void;
  /** The credentials of all calls, as `user:password`; '' for a call without any. */
  readonly callers: Set<string>;
  /** Sets how far the double's clock is ahead of the real one, in milliseconds. */
  setClock(aheadMs: number): void;
  /** How many calls have reached this step. */
  timesReached(step: Step): number;
  close(): Promise<void>;
}

type ReadCall = ServerWritableStream<ReadReq, ReadResp>;
type AppendCall = ServerDuplexStream<BatchAppendReq, BatchAppendResp>;

const RECORDS_PER_PUSH = 100;
/** The server's limit. With a lower one, a large append would end the call that all appends share. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/** @param credentials for a server with TLS; without them there is no TLS */
export async function openEventStoreDouble(credentials?: ServerCredentials): Promise<EventStoreDouble> {
  const log = new RecordedLog();
  const faults = new Map<Step, (Fault | undefined)[]>();
  const counts = new Map<Step, number>();
  const callers = new Set<string>();
  const server = new Server({ 'grpc.max_receive_message_length': MAX_MESSAGE_BYTES });
  let aheadMs = 0;

  const read = (call: ReadCall): void => {
    callers.add(accountOf(call));
    const request = readRequestOf(call.request);
    const step = request.count === null ? 'subscribe' : 'read';
    const fault = faultAt(step);
    if (fault) {
      failWith(call, fault);
      return;
    }
    if (request.count === null) void serveSubscription(log, call, request);
    else answerRead(log, call, request);
  };

  const batchAppend = (call: AppendCall): void => {
    callers.add(accountOf(call));
    const parts = new Map<string, BatchAppendReq[]>();
    call.on('error', () => undefined);
    call.on('data', (part: BatchAppendReq) => {
      const correlation = part.getCorrelationId()!.getString();
      const all = [...(parts.get(correlation) ?? []), part];
      parts.set(correlation, all);
      if (!part.getIsFinal()) return;
      parts.delete(correlation);
      const request = appendRequestOf(all);
      const fault = faultAt('append');
      const before = request.deadline.getTime() < Date.now() + aheadMs ? 'timed-out' : fault;
      if (before === 'timed-out') call.write(timedOutAnswer(request));
      else if (before) failWith(call, before);
      if (before) return;
      const answer = appendAnswer(request, log.append(request.stream, request.events, request.expected));
      const after = faultAt('appended');
      if (after === 'timed-out') call.write(timedOutAnswer(request));
      else if (after) failWith(call, after);
      else call.write(answer);
    });
    call.on('end', () => call.end());
  };

  function faultAt(step: Step): Fault | undefined {
    counts.set(step, (counts.get(step) ?? 0) + 1);
    return faults.get(step)?.shift();
  }

  function failWith(call: ReadCall | AppendCall, fault: Fault): void {
    if (fault === 'cut') proxy.cut();
    else if (typeof fault === 'object') call.emit('error', fault);
  }

  server.addService(services.StreamsService, { read, batchAppend, append: unaryAppendOf(log) });
  addFeatures(server);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials ?? ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  const proxy = await openTcpProxy({ port });

  return {
    url: `esdb://127.0.0.1:${proxy.port}?tls=${credentials !== undefined}`,
    log,
    proxy,
    callers,
    injectFault(step, fault, times = 1, after = 0) {
      const passing = Array<undefined>(after).fill(undefined);
      faults.set(step, [...(faults.get(step) ?? []), ...passing, ...Array<Fault>(times).fill(fault)]);
    },
    setClock: (ahead) => void (aheadMs = ahead),
    timesReached: (step) => counts.get(step) ?? 0,
    async close() {
      await proxy.close();
      server.forceShutdown();
    },
  };
}

function accountOf({ metadata }: ReadCall | AppendCall): string {
  const [header = ''] = metadata.get('authorization');
  return Buffer.from(String(header).replace('Basic ', ''), 'base64').toString();
}

const matchesFilter = ({ stream }: DoubleRecord, { prefixes }: ReadRequest): boolean =>
  prefixes === null || prefixes.some((prefix) => stream.startsWith(prefix));

/** Writes all records at once: the request bounds their number. */
function answerRead(log: RecordedLog, call: ReadCall, request: ReadRequest): void {
  const { stream, from, direction, count } = request;
  const found = stream === null ? log.from(from, direction) : streamFrom(log, stream, from, direction);
  if (found === null) return void call.emit('error', { code: 2, details: 'Unexpected ReadAllResult: Error' });
  if (stream !== null && log.streamOf(stream).length === 0) call.write(notFoundAnswer(stream));
  for (const record of found.filter((candidate) => matchesFilter(candidate, request)).slice(0, count ?? 0)) {
    call.write(eventAnswer(record));
  }
  call.end();
}

function streamFrom(log: RecordedLog, stream: string, from: number | null, direction: ReadRequest['direction']) {
  const records = log.streamOf(stream);
  return direction === 'forwards' ? records.slice(from ?? 0) : records.slice(0, (from ?? Infinity) + 1).reverse();
}

/** Serves a subscription: stored records, checkpoints after records outside the filter, then new records. */
async function serveSubscription(log: RecordedLog, call: ReadCall, request: ReadRequest): Promise<void> {
  let wake = (): void => undefined;
  const stop = log.onAppend(() => wake());
  call.on('cancelled', () => wake());
  call.write(confirmationAnswer());
  let position = request.from ?? -1;
  while (!call.cancelled && !call.destroyed) {
    const records = log.after(position, RECORDS_PER_PUSH);
    for (const record of records) if (matchesFilter(record, request)) await writeMessage(call, eventAnswer(record));
    const last = records.at(-1);
    if (last) {
      if (!matchesFilter(last, request)) await writeMessage(call, checkpointAnswer(last.position));
      position = last.position;
      await nextTurn();
    } else {
      await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  stop();
}

/** Writes a message, and waits for a slow reader. */
async function writeMessage(call: ReadCall, answer: ReadResp): Promise<void> {
  if (call.cancelled || call.destroyed || call.write(answer)) return;
  const over = new AbortController();
  const signal = over.signal;
  await Promise.race(['drain', 'cancelled', 'close'].map((event) => once(call, event, { signal }))).catch(
    () => undefined,
  );
  over.abort();
}
