import { openEventStoreDouble } from './event-store-double.js';

/** The double as a process of its own, which says its URL and ends with its standard input. */
async function work(): Promise<void> {
  const double = await openEventStoreDouble();
  process.stdin.resume().once('end', () => void double.close());
  process.stdout.write(double.url);
}

void work();
