import { setTimeout as sleep } from 'node:timers/promises';
import { openEventStoreDb } from '@jalon/event-store/eventstoredb';
import { NOT_READY, openEventStoreDouble, type EventStoreDouble } from '../double/event-store-double.js';
import { newStream, registry } from './event-store.drafts.js';
import { runChaos } from './event-store.chaos.js';

/** A process of its own, which exits at the first unhandled rejection or error. It prints the outcome as JSON. */
async function work(): Promise<void> {
  const double = await openEventStoreDouble();
  const store = openEventStoreDb({ url: double.url, registry, idleTimeoutMs: 500 });
  const streams = Array.from({ length: 16 }, () => newStream());
  const result = await runChaos({ store, streams, disturb: () => disturbInEveryWay(double) });
  await store.close();
  await double.close();
  process.stdout.write(JSON.stringify(result));
}

/** Causes every fault that the double knows, twice, with a pause before each. */
async function disturbInEveryWay(double: EventStoreDouble): Promise<void> {
  const { proxy } = double;
  const faults = [
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
    async () => double.injectFault('append', NOT_READY, 5),
    async () => double.injectFault('appended', 'no-answer', 3),
    async () => double.injectFault('appended', 'cut', 1),
    async () => double.injectFault('append', 'cut', 1),
    async () => double.injectFault('read', { code: 13, details: 'Received RST_STREAM' }, 5),
    async () => {
      double.injectFault('subscribe', NOT_READY, 2);
      proxy.cut();
    },
  ];
  for (const fault of [...faults, ...faults]) {
    await sleep(150);
    await fault();
  }
  await sleep(300);
}

void work();
