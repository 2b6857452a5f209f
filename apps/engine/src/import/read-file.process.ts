import { writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { FromReader, ToReader } from './read-file.js';

/** The process in which a file is read and mapped (`readInProcess` starts it, and ends it). */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
endWithParent();
preferToBeKilled();

// Only now: a signal to the group of processes must not end this one while it loads.
const { ImportFailure } = await import('./import-failure.js');
const { importMappings, mappedRows } = await import('./mapped-rows.js');
const { mappingOf } = await import('./mapping/mapping-file.js');

const tell = (message: FromReader) => new Promise<void>((resolve) => process.send?.(message, () => resolve()));
const told = () => new Promise<ToReader>((resolve) => process.once('message', resolve));

await read(await told());
process.disconnect();

async function read(task: ToReader): Promise<void> {
  if (task === 'taken') throw new Error('rows were taken before there were any');
  try {
    // A class does not cross processes: what arrives is read again.
    const mapping = mappingOf(importMappings[task.kind], task.mapping, task.mappingName);
    const reading = mappedRows({ ...task, mapping });
    for (;;) {
      const { done, value } = await reading.next();
      if (done) {
        await tell({ unusedColumns: value });
        return;
      }
      const taken = told();
      await tell({ rows: value });
      await taken;
    }
  } catch (error) {
    if (!(error instanceof ImportFailure)) throw error;
    await tell({ failure: { code: error.code, params: error.params } });
  }
}

/** Ends this process with the one that started it, also while a pattern keeps it busy: nobody else would kill it then. */
function endWithParent(): void {
  process.on('disconnect', () => process.exit());
  const watch = `setInterval(() => process.ppid === ${process.ppid} || process.kill(process.pid, 'SIGKILL'), 1_000)`;
  new Worker(watch, { eval: true }).unref();
}

/** Where memory runs out, Linux ends this process rather than the one that answers everybody. */
function preferToBeKilled(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // Another system, or a sandbox.
  }
}
