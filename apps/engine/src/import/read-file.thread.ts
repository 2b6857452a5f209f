import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { ImportFailure } from './import-failure.js';
import { importMappings, mappedRows, type ReadingTask } from './mapped-rows.js';
import { mappingOf } from './mapping/mapping-file.js';
import type { FromReader } from './read-file.js';

/** The thread in which a file is read and mapped (`readInThread` starts it). */
const port = parentPort;
if (!port) throw new Error('this is a thread, and no program');

const tell = (message: FromReader): void => port.postMessage(message);
const task = workerData as ReadingTask;

try {
  // A class does not cross threads: what arrives is read again.
  const mapping = mappingOf(importMappings[task.kind], task.mapping, task.file.name);
  const reading = mappedRows({ ...task, mapping });
  for (;;) {
    const { done, value } = await reading.next();
    if (done) {
      tell({ unusedColumns: value });
      break;
    }
    const taken = once(port, 'message');
    tell({ rows: value });
    await taken;
  }
} catch (error) {
  if (!(error instanceof ImportFailure)) throw error;
  tell({ failure: { code: error.code, params: error.params } });
}
port.close();
