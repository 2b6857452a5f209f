import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkedFetch } from './answer-check.js';

/** What the server answers next, whatever it is asked. */
let next: { readonly status: number; readonly type: string; readonly text: string };
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((_request, response) => {
    response.writeHead(next.status, { 'content-type': next.type }).end(next.text);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const JSON_TYPE = 'application/json; charset=utf-8';

/** Reads the whole answer to a request for `path`. */
async function answered(path: string, status: number, type: string, text: string): Promise<string> {
  next = { status, type, text };
  return (await checkedFetch(`${url}${path}`)).text();
}

describe('the check of every answer of a test', () => {
  it('lets an answer through that is as documented', async () => {
    const live = JSON.stringify({ status: 'live' });
    expect(await answered('/health/live', 200, JSON_TYPE, live)).toBe(live);
    const stream = 'retry: 2000\n\nid: 4\n\n';
    expect(await answered('/v1/events/stream', 200, 'text/event-stream', stream)).toBe(stream);
  });

  it('refuses a property too many, one too few, and an undocumented status or media type', async () => {
    const more = JSON.stringify({ status: 'live', since: 'today' });
    await expect(answered('/health/live', 200, JSON_TYPE, more)).rejects.toThrow('since');
    await expect(answered('/health/live', 200, JSON_TYPE, '{}')).rejects.toThrow('status');
    await expect(answered('/health/live', 418, JSON_TYPE, '{}')).rejects.toThrow('does not document this status');
    await expect(answered('/v1/hours', 200, 'text/html', '')).rejects.toThrow('does not document this media type');
  });

  it('refuses a message of a live stream that is not as documented, as it is read', async () => {
    const stream = 'retry: 2000\n\nid: 4\ndata: {"type":"MissionClosed"}\n\n';
    await expect(answered('/v1/events/stream', 200, 'text/event-stream', stream)).rejects.toThrow('recordedAt');
  });
});
