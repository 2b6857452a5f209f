import { once } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import { connect, Socket, type AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';

import { cutOffStalledClients } from '../http/request-hooks.js';
import { ApiProblem } from '../problems/api-problem.js';
import { asEventStream, EVENT_STREAM, LiveStreams } from './live-streams.js';
import { given } from '@jalon/testing';

const STALLED_MS = 300;
const PER_PERSON = 3;
const PER_SERVICE = 5;

let server: FastifyInstance;
let streams: LiveStreams;
/** How many updates have been asked for, and whether asking has ended. */
let read: { count: number; ended: boolean };
let lastsMs: number;
/** Told of the stream that is begun for a client that has gone. */
let late: (signal: AbortSignal) => void;
/** Told that the request which that client leaves has arrived. */
let arrived: () => void;

async function* updates(signal: AbortSignal) {
  const update = {
    position: given(1),
    stream: 's'.repeat(10_000),
    category: '',
    streamId: '',
    revision: 0,
    type: '',
    recordedAt: '',
  };
  try {
    while (!signal.aborted) {
      read.count += 1;
      yield { position: given(1), updates: [update] };
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    read.ended = true;
  }
}

let isStillCaller: () => Promise<boolean>;

beforeEach(async () => {
  read = { count: 0, ended: false };
  lastsMs = 60_000;
  isStillCaller = async () => true;
  streams = new LiveStreams({ perPerson: PER_PERSON, perService: PER_SERVICE }, 5);
  server = Fastify({ forceCloseConnections: true });
  cutOffStalledClients(server, STALLED_MS);
  server.setErrorHandler((error, _request, reply) => reply.status(429).send(error instanceof ApiProblem && error.code));
  const signalFor = (reply: FastifyReply, caller = { tenant: 'main', person: 'ana' }) => {
    const nowMs = Date.now();
    return streams.signalFor(reply, { caller, untilMs: nowMs + lastsMs, nowMs, isStillCaller });
  };
  server.get<{ Querystring: { tenant?: string; person?: string } }>('/', ({ query }, reply) => {
    const signal = signalFor(reply, { tenant: 'main', person: 'ana', ...query });
    return reply.type(EVENT_STREAM).send(asEventStream(updates(signal)));
  });
  server.get('/late', async (_request, reply) => {
    arrived();
    await once(reply.raw, 'close');
    late(signalFor(reply));
    return reply.hijack();
  });
  await server.listen({ port: 0 });
});
afterEach(() => server.close());

const port = () => (server.server.address() as AddressInfo).port;

async function ended(): Promise<void> {
  while (!read.ended) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('a live stream', () => {
  it('whose client reads nothing is dropped, after little was read from the source', async () => {
    const socket = connect(port(), '127.0.0.1').on('error', () => undefined);
    await once(socket, 'connect');
    socket.pause().write('GET / HTTP/1.1\r\nhost: here\r\n\r\n');
    await ended();
    // What the buffers on the way hold, of updates of ten kilobytes: no more than a few megabytes.
    expect(read.count).toBeLessThan(2_000);
    socket.destroy();
  });

  it('whose client has gone ends its reading of the source', async () => {
    const leaving = new AbortController();
    const response = await fetch(`http://127.0.0.1:${port()}/`, { signal: leaving.signal });
    expect(response.headers.get('content-type')).toBe(EVENT_STREAM);
    leaving.abort();
    await ended();
  });

  it('whose client had gone before it began ends at once', async () => {
    const signal = new Promise<AbortSignal>((resolve) => (late = resolve));
    const arrival = new Promise<void>((resolve) => (arrived = resolve));
    const leaving = new AbortController();
    const left = expect(fetch(`http://127.0.0.1:${port()}/late`, { signal: leaving.signal })).rejects.toThrow();
    await arrival;
    leaving.abort();
    await left;
    expect((await signal).aborted).toBe(true);
  });

  it('ends when its token expires', async () => {
    lastsMs = 200;
    const response = await fetch(`http://127.0.0.1:${port()}/`);
    expect(await response.text()).toMatch(/^retry: 2000\n\nid: [\w-]{23}\ndata: \{.*\}\n\n$/s);
    expect(read.ended).toBe(true);
  });

  it('is refused to a person at the limit, until one of their streams ends', async () => {
    const url = `http://127.0.0.1:${port()}/`;
    const leaving = new AbortController();
    await fetch(url, { signal: leaving.signal });
    const others = new AbortController();
    for (let more = 1; more < PER_PERSON; more += 1) await fetch(url, { signal: others.signal });

    const refused = await fetch(url);
    expect([refused.status, await refused.text()]).toEqual([429, 'TOO_MANY_LIVE_STREAMS']);
    for (const other of ['?person=ben', '?tenant=other'])
      expect((await fetch(url + other, { signal: others.signal })).status).toBe(200);

    leaving.abort();
    for (;;) {
      const again = await fetch(url, { signal: others.signal });
      if (again.status === 200) break;
      await again.text();
    }
    others.abort();
  });

  it('is refused to everybody while the service serves as many as it may', async () => {
    const url = `http://127.0.0.1:${port()}/`;
    const leaving = new AbortController();
    for (let count = 0; count < PER_SERVICE; count += 1) {
      expect((await fetch(`${url}?person=p${count}`, { signal: leaving.signal })).status).toBe(200);
    }
    const refused = await fetch(`${url}?person=one-more`);
    expect(await refused.text()).toBe('LIVE_STREAMS_IN_USE');
    leaving.abort();
    while (streams.count() > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    const again = new AbortController();
    expect((await fetch(`${url}?person=one-more`, { signal: again.signal })).status).toBe(200);
    again.abort();
  });

  it('whose client had gone is counted off once, though its end is reported twice', () => {
    const replyTo = () => ({ raw: new ServerResponse(new IncomingMessage(new Socket())) }) as unknown as FastifyReply;
    const begin = (reply: FastifyReply) =>
      streams.signalFor(reply, {
        caller: { tenant: 'main', person: 'ana' },
        untilMs: lastsMs,
        nowMs: 0,
        isStillCaller,
      });
    const gone = replyTo();
    gone.raw.destroy();
    expect(begin(gone).aborted).toBe(true);
    const signals = Array.from({ length: PER_PERSON }, () => begin(replyTo()));
    gone.raw.emit('close');
    expect(() => begin(replyTo())).toThrow(ApiProblem);
    streams.beforeApplicationShutdown();
    expect(signals.map(({ aborted }) => aborted)).toEqual(signals.map(() => true));
  });

  it('ends once its caller is no longer who they were, and goes on while they are', async () => {
    let looks = 0;
    isStillCaller = async () => (looks += 1) < 4;
    await (await fetch(`http://127.0.0.1:${port()}/`)).text();
    await ended();
    expect(looks).toBe(4);
  });

  it('ends where the look itself fails', async () => {
    isStillCaller = () => Promise.reject(new Error('a fault of ours'));
    await (await fetch(`http://127.0.0.1:${port()}/`)).text();
    await ended();
  });

  it('ends when the service stops', async () => {
    const response = await fetch(`http://127.0.0.1:${port()}/`);
    streams.beforeApplicationShutdown();
    expect(await response.text()).toMatch(/\n\n$/);
  });
});
