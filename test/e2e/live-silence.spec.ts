import { setTimeout as pause } from 'node:timers/promises';
import { openEventStoreDouble, type EventStoreDouble } from '../double/event-store-double.js';
import { openTcpProxy, type TcpProxy } from '../double/tcp-proxy.js';
import { checkedFetch } from './answer-check.js';
import { jalon } from './cli.js';
import { clientOf, tokenFor } from './client.js';
import { newFolders, removeFolders, startListening, startService, type Folders, type Service } from './service.js';
import { made } from './parties.js';

/** Longer than the adapter waits for any answer, and longer than the pause between two keep-alive messages. */
const STALL_MS = 17_000;

describe('a live stream from a service whose event store falls silent', () => {
  let double: EventStoreDouble;
  let proxy: TcpProxy;
  let folders: Folders;
  const running: Service[] = [];
  beforeAll(async () => {
    double = await openEventStoreDouble();
    const { hostname, port } = new URL(double.url.replace('esdb:', 'http:'));
    proxy = await openTcpProxy({ host: hostname, port: Number(port) });
    folders = newFolders();
    expect(await jalon(folders, 'keys', 'make')).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    for (const each of running) await each.end();
    await proxy.close();
    await double.close();
    removeFolders(folders);
  });

  it('is not cut: it tells what happened meanwhile once the store speaks', async () => {
    // One service writes and projects. The other, whose stream is followed, reads the events through the proxy.
    const writer = await startService(folders, { EVENT_STORE_URL: double.url });
    running.push(writer);
    const through = double.url.replace(/:\d+(?=\?|$)/, `:${proxy.port}`);
    const followed = await startListening(folders, { EVENT_STORE_URL: through, PROJECTIONS: 'elsewhere' });
    running.push(followed);
    const hr = await clientOf(writer);
    await made(hr, '/v1/employers', { name: 'Alto' });

    const bearer = { tenant: 'main', person: hr.person, roles: ['hr' as const], organisation: null };
    const headers = { authorization: `Bearer ${await tokenFor(followed, bearer)}` };
    const response = await checkedFetch(`${followed.url}/v1/events/stream`, { headers });
    expect(response.status).toBe(200);
    let text = '';
    let ended = false;
    const reading = (async () => {
      for await (const part of response.body!.pipeThrough(new TextDecoderStream())) text += part;
      ended = true;
    })().catch(() => (ended = true));
    const until = async (holds: () => boolean) => {
      const end = Date.now() + 20_000;
      while (!holds()) {
        if (Date.now() > end) throw new Error(`it never came true:\n${text}\n${followed.log()}`);
        await pause(50);
      }
    };
    await until(() => /\n\nid: [\w-]{23}\n\n/.test(text));

    proxy.freeze();
    const basso = await made(hr, '/v1/employers', { name: 'Basso' });
    const wordless = () => text.match(/^id: [\w-]{23}\n\n/gm)?.length ?? 0;
    const before = wordless();
    await pause(STALL_MS);
    expect(wordless()).toBeGreaterThan(before);
    expect([ended, text.includes('EmployerRegistered')]).toEqual([false, false]);
    proxy.thaw();
    await until(() => text.includes(`id: ${basso.position}\ndata: `));
    expect(ended).toBe(false);
    expect(text.match(/EmployerRegistered/g)).toHaveLength(1);
    await followed.end();
    await reading;
    running.pop();
  });
});
