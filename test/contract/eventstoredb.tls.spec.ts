import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { ServerCredentials } from '@grpc/grpc-js';
import { type EventStore, StoreUnavailable } from '@jalon/ports';
import { openEventStoreDb } from '@jalon/event-store/eventstoredb';
import { generate } from 'selfsigned';
import { openEventStoreDouble, type EventStoreDouble } from '../double/event-store-double.js';
import { all, fill, newStream, registry } from './event-store.drafts.js';

/** The certificate of a server at an address or `localhost`, which also signs its client's certificate. */
const certificates = (ip = '127.0.0.1') =>
  generate([{ name: 'commonName', value: ip }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip },
          { type: 2, value: 'localhost' },
        ],
      },
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

  /** What a client sends as the server's name when it opens its connection to `host`; false for nothing. */
  async function nameSentTo(host: string): Promise<string | false> {
    const { cert, private: key } = await certificates();
    const server = createServer({ cert, key, ALPNProtocols: ['h2'] }).listen(0, '127.0.0.1');
    const named = once(server, 'secureConnection').then(
      ([socket]: { servername: string | false; destroy(): void }[]) => {
        socket!.destroy();
        return socket!.servername;
      },
    );
    await once(server, 'listening');
    writeFileSync(join(folder, 'named.crt'), cert);
    const { port } = server.address() as AddressInfo;
    const url = `esdb://${host}:${port}?tlsCAFile=${join(folder, 'named.crt')}`;
    const store = openEventStoreDb({ url, registry, idleTimeoutMs: 2_000 });
    opened.push(store);
    await expect(store.lastPosition()).rejects.toBeInstanceOf(StoreUnavailable);
    server.close();
    return named;
  }

  // Node.js warns of an address in the place of the name (DEP0123).
  it('sends the name of its server, where the server has one and not an address alone', async () => {
    expect(await nameSentTo('127.0.0.1')).toBe(false);
    expect(await nameSentTo('localhost')).toBe('localhost');
  });

  it('compares the address with the certificate all the same', async () => {
    const { cert, private: key } = await certificates('127.0.0.2');
    writeFileSync(join(folder, 'elsewhere.crt'), cert);
    const pair = { cert_chain: Buffer.from(cert), private_key: Buffer.from(key) };
    const elsewhere = await openEventStoreDouble(ServerCredentials.createSsl(null, [pair]));
    const url = `${elsewhere.url}&tlsCAFile=${join(folder, 'elsewhere.crt')}`;
    const store = openEventStoreDb({ url, registry, idleTimeoutMs: 2_000 });
    opened.push(store);
    await expect(store.lastPosition()).rejects.toThrow(/IP: 127\.0\.0\.1 is not in the cert's list/);
    await elsewhere.close();
  });

  it('refuses a missing certificate file at once, and does not repeat the connection string', () => {
    const url = `esdb://admin:secret@127.0.0.1:2113?tls=true&tlsCAFile=${join(folder, 'none.crt')}`;
    expect(() => openEventStoreDb({ url, registry })).toThrow(/^Failed to load certificate file/);
  });
});
