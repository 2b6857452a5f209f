import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import Fastify, { type FastifyInstance } from 'fastify';
import { until } from '@jalon/testing';
import { textStream } from '../exports/export-stream.js';
import { cutOffStalledClients } from './request-hooks.js';

const STALLED_MS = 300;

let server: FastifyInstance;
/** How many texts of the export have been read from its source, and whether reading has ended. */
let read: { count: number; ended: boolean };

async function* pages() {
  try {
    for (; read.count < 20_000; read.count += 1) yield ['x'.repeat(10_000)];
  } finally {
    read.ended = true;
  }
}

beforeEach(async () => {
  read = { count: 0, ended: false };
  server = Fastify({ forceCloseConnections: true });
  cutOffStalledClients(server, STALLED_MS);
  server.get('/export', (_request, reply) => reply.type('text/csv').send(textStream(pages())));
  server.get('/whole', (_request, reply) => reply.send('x'.repeat(100_000_000)));
  server.get('/late', (_request, reply) => {
    async function* parts() {
      yield ['x'.repeat(20_000)];
      await pause(3 * STALLED_MS);
      yield ['the end'];
    }
    return reply.type('text/csv').send(textStream(parts()));
  });
  await server.listen({ port: 0 });
});
afterEach(() => server.close());

async function ask(path: string): Promise<Socket> {
  const { port } = server.server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(`GET ${path} HTTP/1.1\r\nhost: here\r\n\r\n`);
  return socket;
}

const connections = () =>
  new Promise<number>((resolve) => {
    server.server.getConnections((_error, count) => resolve(count));
  });

describe('a client that takes nothing of its answer', () => {
  it('is cut off, and its export is read no further', async () => {
    const socket = (await ask('/export')).pause();
    await until(() => read.ended);
    // What the buffers on the way hold.
    expect(read.count).toBeLessThan(2_000);
    socket.destroy();
  });

  it('is cut off where the answer was made at once', async () => {
    const socket = (await ask('/whole')).pause();
    await until(async () => (await connections()) === 1);
    await until(async () => (await connections()) === 0);
    socket.destroy();
  });
});

describe('a client that reads slowly', () => {
  it('gets its whole answer', async () => {
    const socket = await ask('/export');
    let bytes = 0;
    for await (const chunk of socket) {
      bytes += (chunk as Buffer).length;
      // Longer than a stall in all.
      if (bytes < 1_000_000) await pause(10);
      if (bytes > 50_000_000) break;
    }
    expect(bytes).toBeGreaterThan(50_000_000);
  });
});

describe('a client that waits for an answer', () => {
  it('is not cut off', async () => {
    const { port } = server.server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/late`);
    expect(await answer.text()).toMatch(/the end$/);
  });
});
