import { Agent, request } from 'node:http';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Bearer } from '@jalon/access';
import { clientOf, tokenFor } from './client.js';
import { newFolders, removeFolders, startService, type Service } from './service.js';
import { tokensOf } from './position-tokens.js';

const folders = newFolders();
afterAll(() => removeFolders(folders));

const PERSON = '0198f0a0-0000-7000-8000-000000000001';
const bearerOf = (role: Bearer['roles'][number]): Bearer => ({
  tenant: 'main',
  person: PERSON,
  roles: [role],
  organisation: null,
});

/** Begins to send a command: its headers, and all of its body but the last byte. */
async function halfSent(service: Service, agent: Agent) {
  const token = await tokenFor(service, bearerOf('hr'));
  const body = JSON.stringify({ name: 'Almost too late' });
  const sending = request(`${service.url}/v1/employers`, {
    method: 'POST',
    agent,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      // The server answers this as soon as it has the headers: the request has arrived.
      expect: '100-continue',
    },
  });
  // A service that has waited long enough cuts the connection.
  sending.on('error', () => undefined);
  sending.flushHeaders();
  await once(sending, 'continue');
  sending.write(body.slice(0, -1));
  return {
    finish: async (): Promise<{ status: number; body: { id: string } }> => {
      sending.end(body.slice(-1));
      const [response] = (await once(sending, 'response')) as [import('node:http').IncomingMessage];
      const chunks = await response.setEncoding('utf8').toArray();
      return { status: response.statusCode ?? 0, body: JSON.parse(chunks.join('')) as { id: string } };
    },
  };
}

/** Asks for an audit trail larger than every buffer on the way, and reads nothing of it. */
async function stalledReader(service: Service): Promise<void> {
  const hr = await clientOf(service);
  const { id: organisation } = (await hr.post('/v1/organisations', { name: 'Les Jardins', register: 'rna' })).body;
  // Each quotation mark is escaped twice: once in the event, once in the answer that quotes it.
  const need = { organisation, title: 'Comptes', description: '"'.repeat(4_000), places: 1 };
  const answers = await Promise.all(Array.from({ length: 500 }, () => hr.post('/v1/needs', need)));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
  const tokens = tokensOf(service.folders);
  const positions = answers.map(({ body }) => Number(tokens.read('main', String(body.position))));
  const last = tokens.give('main', String(Math.max(...positions)));

  const seen = { 'jalon-min-position': last };
  while ((await hr.get('/v1/needs?limit=1', seen)).status !== 200);
  const token = await tokenFor(service, bearerOf('auditor'));
  const { hostname, port } = new URL(service.url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  await once(socket, 'connect');
  const head = [`host: ${hostname}`, `authorization: Bearer ${token}`, `jalon-min-position: ${last}`];
  socket.pause().write(`GET /v1/audit/events HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`);
  // The beginning of the answer has come, and nobody reads it.
  await once(socket, 'readable');
}

describe('a service that is asked to stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s finishes what is in flight, keeps it, and ends cleanly',
    async (signal) => {
      const service = await startService(folders);
      const agent = new Agent({ keepAlive: true });
      const command = await halfSent(service, agent);

      const ended = service.end(signal);
      while (!service.log().includes('stopping: ')) await new Promise((resolve) => setTimeout(resolve, 10));
      const { status, body } = await command.finish();
      expect(status).toBe(201);
      expect(await ended).toMatchObject({ code: 0, signal: null, stderr: '' });

      const next = await startService(folders);
      const hr = await clientOf(next);
      const { position } = (await hr.post('/v1/employers', { name: 'Later' })).body;
      const read = () => hr.get(`/v1/employers/${body.id}`, { 'jalon-min-position': position });
      // On a busy machine the views may need longer than a query waits.
      while ((await read()).status === 503);
      expect((await read()).status).toBe(200);
      await next.end();
    },
    120_000,
  );

  it('does not wait for connections on which nothing happens', async () => {
    const service = await startService(folders);
    const agent = new Agent({ keepAlive: true });
    const idle = request(`${service.url}/health/live`, { agent }).end();
    const [response] = (await once(idle, 'response')) as [import('node:http').IncomingMessage];
    response.resume();
    await once(response, 'end');

    const started = performance.now();
    expect((await service.end()).code).toBe(0);
    // A connection in use is given longer than that.
    expect(performance.now() - started).toBeLessThan(5_000);
    agent.destroy();
  });

  it.each<[string, (service: Service) => Promise<unknown>]>([
    ['sends half of a request', (service) => halfSent(service, new Agent())],
    ['stops reading its answer', stalledReader],
  ])(
    'waits a while for a client that %s, then ends cleanly all the same',
    async (_, getStuck) => {
      const service = await startService(folders);
      await getStuck(service);
      const started = performance.now();
      expect(await service.end()).toMatchObject({ code: 0, signal: null, stderr: '' });
      // The code 0 says that it ended by itself, and not by the time limit of a stop.
      expect(performance.now() - started).toBeGreaterThan(5_000);
      expect(service.log()).toContain('requests that did not end while the service was stopping are cut off');
    },
    120_000,
  );
});
