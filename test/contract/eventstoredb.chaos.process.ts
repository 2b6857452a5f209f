import { setTimeout as sleep } from 'node:timers/promises';
import { openEventStoreDb } from '@jalon/event-store/eventstoredb';
import { NOT_READY, openEventStoreDouble, type EventStoreDouble } from '../double/event-store-double.js';
import { newStream, registry } from './event-store.drafts.js';
import { runChaos } from './event-store.chaos.js';

/** A process of its own, which ends at the first rejection or fault that nobody handles. It says what became of the writing. */
async function work(): Promise<void> {
  const double = await openEventStoreDouble();
  const store = openEventStoreDb({ url: double.url, registry, idleTimeoutMs: 500 });
  const streams = Array.from({ length: 16 }, () => newStream());
  const result = await runChaos({ store, streams, disturb: () => shakeAll(double) });
  await store.close();
  await double.close();
  process.stdout.write(JSON.stringify(result));
}

/** Everything that can happen to a server, twice, with a moment of rest after each. */
async function shakeAll(double: EventStoreDouble): Promise<void> {
  const { proxy } = double;
  const harms = [
    async () => proxy.cut(),
    async () => {
      proxy.freeze();
      await sleep(700);
      proxy.thaw();
    },
    async () => {
      await proxy.refuse();
      await sleep(200);
      await proxy.admit();
    },
    async () => double.meet('append', NOT_READY, 5),
    async () => double.meet('appended', 'silence', 3),
    async () => double.meet('appended', 'cut', 1),
    async () => double.meet('append', 'cut', 1),
    async () => double.meet('read', { code: 13, details: 'Received RST_STREAM' }, 5),
    async () => {
      double.meet('subscribe', NOT_READY, 2);
      proxy.cut();
    },
  ];
  for (const harm of [...harms, ...harms]) {
    await sleep(150);
    await harm();
  }
  await sleep(300);
}

void work();
