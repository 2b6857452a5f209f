import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { pino } from 'pino';
import { sendProblem } from '../problems/problem.filter.js';
import { fastifyOptions, readEveryHeader } from './fastify-server.js';
import { readJsonBodiesOnly } from './json-body.js';

const LIMIT_MS = 200;

let server: FastifyInstance;
let lines: string[];
/** Told of every request that ended badly. */
let failed: () => void;

beforeEach(async () => {
  lines = [];
  const logger = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
  server = Fastify(fastifyOptions(logger, [], LIMIT_MS) as FastifyServerOptions);
  readEveryHeader(server);
  server.decorateRequest('caller', null);
  readJsonBodiesOnly(server);
  server.setErrorHandler((error, request, reply) => {
    sendProblem(request, reply, error);
    failed();
  });
  server.post('/', () => ({}));
  server.get('/', ({ headers }) => ({ condition: headers['if-match'] ?? null }));
  await server.listen({ port: 0 });
});
afterEach(() => server.close());

const HALF = 'POST / HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"a":';

describe('a request that does not arrive whole', () => {
  it.each([
    ['its body', HALF],
    ['its headers', 'POST / HTTP/1.1\r\nhost: he'],
  ])('is answered 408 and ended when the limit is over (%s)', async (_, half) => {
    failed = () => undefined;
    const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(half);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 [^]*REQUEST_TOO_SLOW/);
  });

  it('is no error of the service when its client has hung up', async () => {
    const told = new Promise<void>((resolve) => (failed = resolve));
    const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(HALF);
    await once(server.server, 'request');
    socket.destroy();
    await told;
    expect(lines).toEqual([]);
  });
});

describe('a request with many headers', () => {
  const get = async (...headers: readonly string[]) => {
    const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(['GET / HTTP/1.1', 'host: here', 'connection: close', ...headers, '', ''].join('\r\n'));
    return text(socket);
  };

  it('is read to its last header', async () => {
    const many = Array.from({ length: 3_000 }, () => 'a:');
    expect(await get(...many, 'if-match: "1"')).toMatch(/^HTTP\/1\.1 200 [^]*{"condition":"\\"1\\""}$/);
  });

  it('is refused when they are larger than 16 KiB together', async () => {
    const large = Array.from({ length: 20 }, () => `a: ${'b'.repeat(1_000)}`);
    expect(await get(...large)).toMatch(/^HTTP\/1\.1 431 [^]*HEADERS_TOO_LARGE/);
  });
});
