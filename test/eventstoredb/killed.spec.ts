import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEventStoreDb } from '@jalon/event-store/eventstoredb';
import { v4 } from 'uuid';
import { newStream, registry } from '../contract/event-store.drafts.js';
import { runChaos, type ChaosResult } from '../contract/event-store.chaos.js';
import { openTcpProxy } from '../double/tcp-proxy.js';

const url = process.env['EVENT_STORE_URL'] ?? '';
/** A shell command that kills the server with SIGKILL and starts it again on the same data; it returns when that is done. */
const restart = process.env['EVENT_STORE_RESTART'] ?? '';
const WRITERS = 16;

jest.setTimeout(600_000);

describe('16 writers on a real EventStoreDB', () => {
  async function write(at: string, disturb: () => Promise<void>): Promise<ChaosResult> {
    const tenant = `t${v4().slice(0, 8)}`;
    const store = openEventStoreDb({ url: at, registry, prefixes: [`mission-${tenant}.`] });
    const streams = Array.from({ length: WRITERS }, () => newStream(tenant));
    // An open store keeps jest from ending.
    const result = await runChaos({ store, streams, disturb }).finally(() => store.close());
    process.stderr.write(`${expect.getState().currentTestName ?? ''}: ${JSON.stringify(result)}\n`);
    return result;
  }

  const whole = { lost: 0, duplicated: 0, outOfOrder: 0 };

  it('lose nothing while their connection is cut, frozen and refused', async () => {
    const { hostname, port, search } = new URL(url);
    const proxy = await openTcpProxy({ host: hostname, port: Number(port) });
    const disturb = async () => {
      for (let round = 0; round < 5; round += 1) {
        await sleep(500);
        proxy.cut();
        await sleep(500);
        proxy.freeze();
        await sleep(1_500);
        proxy.thaw();
        await sleep(500);
        await proxy.refuse();
        await sleep(300);
        await proxy.admit();
      }
      await sleep(500);
    };
    const result = await write(`esdb://127.0.0.1:${proxy.port}${search}`, disturb).finally(() => proxy.close());
    expect(result).toMatchObject(whole);
    expect(result.acknowledged).toBeGreaterThan(50);
  });

  const times = 20;
  const can = restart !== '';
  (can ? it : it.skip)(
    `lose nothing while it is killed ${times} times${can ? '' : ' (needs EVENT_STORE_RESTART)'}`,
    async () => {
      const result = await write(url, async () => {
        for (let round = 0; round < times; round += 1) {
          await sleep(500 + Math.random() * 1_500);
          const [code] = (await once(spawn('bash', ['-c', restart], { stdio: 'ignore' }), 'exit')) as [number | null];
          if (code !== 0) throw new Error(`the server could not be restarted: ${code}`);
        }
        await sleep(2_000);
      });
      expect(result).toMatchObject(whole);
      expect(result.acknowledged).toBeGreaterThan(50);
    },
  );
});
