import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerCredentials } from '@grpc/grpc-js';
import { type EventStore, StoreUnavailable } from '@jalon/ports';
import { openEventStoreDb } from '@jalon/event-store/eventstoredb';
import { generate } from 'selfsigned';
import { openEventStoreDouble, type EventStoreDouble } from '../double/event-store-double.js';
import { all, fill, newStream, registry } from './event-store.drafts.js';

/** A server's certificate, which also signs its client's certificate. */
const certificates = () =>
  generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
    clientCertificate: { cn: 'jalon-writer', keyType: 'ec', algorithm: 'sha256' },
  });

describe('EventStoreDB over TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-tls-'));
  const options: Record<'ca' | 'client' | 'stranger' | 'strange', string> = {
    ca: `tlsCAFile=${join(folder, 'ca.crt')}`,
    client: `userCertFile=${join(folder, 'client.crt')}&userKeyFile=${join(folder, 'client.key')}`,
    stranger: `userCertFile=${join(folder, 'stranger.crt')}&userKeyFile=${join(folder, 'stranger.key')}`,
    strange: `tlsCAFile=${join(folder, 'strange.crt')}`,
  };
  let double: EventStoreDouble;
  const opened: EventStore[] = [];

  beforeAll(async () => {
    const [own, others] = [await certificates(), await certificates()];
    const files = { ca: own.cert, strange: others.cert, client: own.clientcert, stranger: others.clientcert };
    for (const [name, pem] of Object.entries(files)) writeFileSync(join(folder, `${name}.crt`), pem ?? '');
    writeFileSync(join(folder, 'client.key'), own.clientprivate ?? '');
    writeFileSync(join(folder, 'stranger.key'), others.clientprivate ?? '');
    const pair = { cert_chain: Buffer.from(own.cert), private_key: Buffer.from(own.private) };
    double = await openEventStoreDouble(ServerCredentials.createSsl(Buffer.from(own.cert), [pair], true));
  });

  afterAll(async () => {
    await Promise.all(opened.map((store) => store.close()));
    await double.close();
    rmSync(folder, { recursive: true });
  });

  function storeWith(...wanted: readonly (keyof typeof options)[]): EventStore {
    const url = [double.url, ...wanted.map((name) => options[name])].join('&');
    const store = openEventStoreDb({ url, registry, idleTimeoutMs: 2_000 });
    opened.push(store);
    return store;
  }

  it('writes and reads with a client certificate, on a server whose certificate it trusts', async () => {
    const store = storeWith('ca', 'client');
    const stream = newStream();
    const events = await fill(store, stream, 3);
    expect(await all(store.readStream(stream))).toEqual(events);
  });

  it('sends its credentials with every call', async () => {
    const url = double.url.replace('://', '://jalon-writer:p%40ss@');
    const store = openEventStoreDb({
      url: [url, options.ca, options.client].join('&'),
      registry,
      idleTimeoutMs: 2_000,
    });
    opened.push(store);
    const stream = newStream();
    double.callers.clear();
    await fill(store, stream, 1);
    await all(store.readStream(stream));
    expect([...double.callers]).toEqual(['jalon-writer:p@ss']);
  });

  it.each([
    ['without a client certificate', ['ca']],
    ['with a client certificate that the server does not trust', ['ca', 'stranger']],
    ['on a server with a certificate of another authority', ['strange', 'client']],
    ['on a server whose certificate it does not trust', ['client']],
  ] as const)('writes nothing %s, and throws StoreUnavailable', async (_what, wanted) => {
    const before = double.log.records.length;
    await expect(fill(storeWith(...wanted), newStream(), 1)).rejects.toBeInstanceOf(StoreUnavailable);
    expect(double.log.records.length).toBe(before);
  });

  it('refuses a missing certificate file at once, and does not repeat the connection string', () => {
    const url = `esdb://admin:secret@127.0.0.1:2113?tls=true&tlsCAFile=${join(folder, 'none.crt')}`;
    expect(() => openEventStoreDb({ url, registry })).toThrow(/^Failed to load certificate file/);
  });
});
