import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '@jalon/application';
import { openProjector } from './projector.js';
import { told, type FromThread, type ThreadTask, type ToThread } from './thread.messages.js';

/** The thread in which a service projects (`projectorThread` starts it). */
const port = parentPort;
if (!port) throw new Error('this is a thread, and no program');

const { stores, holder } = workerData as ThreadTask;
const stopping = new AbortController();

const tell = (fault?: unknown): void => {
  const failure = projector.failure();
  port.postMessage({
    projecting: projector.projecting(),
    failure: failure === null ? null : told(failure),
    ...(fault !== undefined && { fault: told(fault) }),
  } satisfies FromThread);
};

const projector = await openProjector(stores, {
  clock: systemClock,
  holder,
  onProgress: () => tell(),
  onFailure: (error) => tell(error),
});
port.on('message', (message: ToThread) => {
  if (message === 'stop') stopping.abort();
  else projector.ring();
});
tell();
await projector.run(stopping.signal);
await projector.close();
// Nothing keeps the thread any more.
port.close();
