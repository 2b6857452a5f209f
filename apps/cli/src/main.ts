import 'reflect-metadata';
import { EXIT } from './failure.js';
import { outputTo } from './terminal.js';
import { run } from './run.js';

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    interruption.abort();
    // A second signal ends the process at once.
    process.once(signal, () => process.exit(EXIT.interrupted));
  });
}

process.exitCode = await run(process.argv.slice(2), {
  out: outputTo(process.stdout),
  err: outputTo(process.stderr),
  environment: process.env,
  interrupted: interruption.signal,
});
