import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '@jalon/application';
import { telemetryOf } from '@jalon/ports';
import { openTracing } from '../tracing/tracing.js';
import { openProjector, type Projector } from './projector.js';
import { toPlainError, type FromThread, type ThreadTask, type ToThread } from './thread-protocol.js';

/** The thread in which a service projects (`projectorThread` starts it). */
const port = parentPort;
if (!port) throw new Error('this is a thread, and no program');

/** How long a receiver of traces that does not answer may hold up the end, in milliseconds. */
const FLUSH_MS = 1_000;

const { stores, holder, tracing: traced } = workerData as ThreadTask;
const stopping = new AbortController();

/** Faults before the projector is open are reported too. */
let projector: Projector | null = null;
const tell = (news: Omit<FromThread, 'state' | 'failure'> = {}): void => {
  const failure = projector?.failure() ?? null;
  port.postMessage({
    state: projector?.state() ?? 'none',
    failure: failure === null ? null : toPlainError(failure),
    ...news,
  } satisfies FromThread);
};

const tellFault = (error: unknown): void => tell({ fault: toPlainError(error) });

const tracing = await openTracing(traced, tellFault);
projector = await openProjector(stores, {
  clock: systemClock,
  holder,
  onProgress: () => tell(),
  telemetry: telemetryOf({
    fault: tellFault,
    reconnected: () => tell({ reconnected: true }),
    leaseAhead: (leaseAhead) => tell({ leaseAhead }),
    tracer: tracing.tracer,
  }),
});
port.on('message', (message: ToThread) => {
  if (message === 'stop') stopping.abort();
  else projector.committed();
});
tell();
await projector.run(stopping.signal);
await projector.close();
await tracing.close(FLUSH_MS);
// Only a receiver of traces that does not answer keeps the thread alive now.
port.close();
if (traced) process.exit();
