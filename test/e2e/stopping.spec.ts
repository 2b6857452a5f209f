import { Agent, request } from 'node:http';
import { once } from 'node:events';
import { clientOf, tokenFor } from './client.js';
import { newFolders, removeFolders, startService, type Service } from './service.js';

jest.setTimeout(60_000);

const folders = newFolders();
afterAll(() => removeFolders(folders));

/** Begins to send a command: its headers, and all of its body but the last byte. */
async function halfSent(service: Service, agent: Agent) {
  const bearer = { tenant: 'main', person: '0198f0a0-0000-7000-8000-000000000001', roles: ['hr'], organisation: null };
  const token = await tokenFor(service, bearer as never);
  const body = JSON.stringify({ name: 'Almost too late' });
  const sending = request(`${service.url}/v1/employers`, {
    method: 'POST',
    agent,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    },
  });
  sending.write(body.slice(0, -1));
  await new Promise((resolve) => setTimeout(resolve, 100));
  return {
    finish: async (): Promise<{ status: number; body: { id: string } }> => {
      sending.end(body.slice(-1));
      const [response] = (await once(sending, 'response')) as [import('node:http').IncomingMessage];
      const chunks = await response.setEncoding('utf8').toArray();
      return { status: response.statusCode ?? 0, body: JSON.parse(chunks.join('')) as { id: string } };
    },
  };
}

describe('a service that is asked to stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s finishes what is in flight, keeps it, and ends cleanly',
    async (signal) => {
      const service = await startService(folders);
      const agent = new Agent({ keepAlive: true });
      const command = await halfSent(service, agent);

      const ended = service.end(signal);
      await new Promise((resolve) => setTimeout(resolve, 200));
      const { status, body } = await command.finish();
      expect(status).toBe(201);
      expect(await ended).toMatchObject({ code: 0, signal: null, stderr: '' });

      const next = await startService(folders);
      const hr = await clientOf(next);
      const { position } = (await hr.post('/v1/employers', { name: 'Later' })).body;
      expect((await hr.get(`/v1/employers/${body.id}`, { 'jalon-min-position': position })).status).toBe(200);
      await next.end();
    },
    30_000,
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
    expect(performance.now() - started).toBeLessThan(3_000);
    agent.destroy();
  });
});
