import { openEventStoreDouble } from './event-store-double.js';

/** The double as a process: prints its URL, and ends when its standard input ends. */
async function main(): Promise<void> {
  const double = await openEventStoreDouble();
  process.stdin.resume().once('end', () => void double.close());
  process.stdout.write(double.url);
}

void main();
