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
  appendIn,
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

/** Where a fault can be put: on a read or subscription that begins, on an append that came, on one that was written. */
export type Step = 'read' | 'subscribe' | 'append' | 'appended';

/** What goes wrong: the connection is cut, no answer comes, the answer is a status, or an append's own time-out. */
export type Fault =
  'cut' | 'silence' | 'timed-out' | { readonly code: number; readonly details: string; readonly metadata?: Metadata };

export const NOT_READY: Fault = { code: 14, details: 'Server Is Not Ready' };

/** A double of the server that speaks its real protocol on loopback, made from the definitions that the client ships. */
export interface EventStoreDouble {
  readonly url: string;
  readonly log: RecordedLog;
  /** What lies before it, for cuts, frost and refusals. */
  readonly proxy: TcpProxy;
  /** The next `times` that come to this step meet the fault, once `after` of them have met none. */
  meet(step: Step, fault: Fault, times?: number, after?: number): void;
  /** The accounts, `user:password`, that calls came with; '' for a call without any. */
  readonly callers: Set<string>;
  /** How far its clock is ahead of ours, in milliseconds. */
  setClock(aheadMs: number): void;
  /** How many came to this step so far. */
  came(step: Step): number;
  close(): Promise<void>;
}

type ReadCall = ServerWritableStream<ReadReq, ReadResp>;
type AppendCall = ServerDuplexStream<BatchAppendReq, BatchAppendResp>;

const PUSHED_AT_ONCE = 100;
/** As the server's: less ends the call of all appends. */
const MOST_BYTES_A_MESSAGE = 16 * 1024 * 1024;

/** @param credentials those of a server with TLS, which `url` then says; without TLS by default */
export async function openEventStoreDouble(credentials?: ServerCredentials): Promise<EventStoreDouble> {
  const log = new RecordedLog();
  const faults = new Map<Step, (Fault | undefined)[]>();
  const counts = new Map<Step, number>();
  const callers = new Set<string>();
  const server = new Server({ 'grpc.max_receive_message_length': MOST_BYTES_A_MESSAGE });
  let aheadMs = 0;

  const read = (call: ReadCall): void => {
    callers.add(accountOf(call));
    const asked = readRequestOf(call.request);
    const step = asked.count === null ? 'subscribe' : 'read';
    const fault = faultAt(step);
    if (fault) {
      failWith(call, fault);
      return;
    }
    if (asked.count === null) void push(log, call, asked);
    else answerRead(log, call, asked);
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
      const asked = appendIn(all);
      const fault = faultAt('append');
      const before = asked.deadline.getTime() < Date.now() + aheadMs ? 'timed-out' : fault;
      if (before === 'timed-out') call.write(timedOutAnswer(asked));
      else if (before) failWith(call, before);
      if (before) return;
      const answer = appendAnswer(asked, log.append(asked.stream, asked.events, asked.expected));
      const after = faultAt('appended');
      if (after === 'timed-out') call.write(timedOutAnswer(asked));
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
    meet(step, fault, times = 1, after = 0) {
      const passing = Array<undefined>(after).fill(undefined);
      faults.set(step, [...(faults.get(step) ?? []), ...passing, ...Array<Fault>(times).fill(fault)]);
    },
    setClock: (ahead) => void (aheadMs = ahead),
    came: (step) => counts.get(step) ?? 0,
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

const isLookedFor = ({ stream }: DoubleRecord, { prefixes }: ReadRequest): boolean =>
  prefixes === null || prefixes.some((prefix) => stream.startsWith(prefix));

/** All at once: whoever asks for a bounded number can hold it. */
function answerRead(log: RecordedLog, call: ReadCall, asked: ReadRequest): void {
  const { stream, from, direction, count } = asked;
  const found = stream === null ? log.from(from, direction) : streamFrom(log, stream, from, direction);
  if (found === null) return void call.emit('error', { code: 2, details: 'Unexpected ReadAllResult: Error' });
  if (stream !== null && log.streamOf(stream).length === 0) call.write(notFoundAnswer(stream));
  for (const record of found.filter((candidate) => isLookedFor(candidate, asked)).slice(0, count ?? 0)) {
    call.write(eventAnswer(record));
  }
  call.end();
}

function streamFrom(log: RecordedLog, stream: string, from: number | null, direction: ReadRequest['direction']) {
  const records = log.streamOf(stream);
  return direction === 'forwards' ? records.slice(from ?? 0) : records.slice(0, (from ?? Infinity) + 1).reverse();
}

/** A subscription: what is there, a checkpoint where that was not ours, then what comes. */
async function push(log: RecordedLog, call: ReadCall, asked: ReadRequest): Promise<void> {
  let wake = (): void => undefined;
  const stop = log.onAppend(() => wake());
  call.on('cancelled', () => wake());
  call.write(confirmationAnswer());
  let position = asked.from ?? -1;
  while (!call.cancelled && !call.destroyed) {
    const records = log.after(position, PUSHED_AT_ONCE);
    for (const record of records) if (isLookedFor(record, asked)) await written(call, eventAnswer(record));
    const last = records.at(-1);
    if (last) {
      if (!isLookedFor(last, asked)) await written(call, checkpointAnswer(last.position));
      position = last.position;
      await nextTurn();
    } else {
      await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  stop();
}

/** Waits for a slow reader. */
async function written(call: ReadCall, answer: ReadResp): Promise<void> {
  if (call.cancelled || call.destroyed || call.write(answer)) return;
  const over = new AbortController();
  const signal = over.signal;
  await Promise.race(['drain', 'cancelled', 'close'].map((event) => once(call, event, { signal }))).catch(
    () => undefined,
  );
  over.abort();
}
