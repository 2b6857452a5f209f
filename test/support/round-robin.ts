import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy before several services, which gives each request to the next of them, whoever sent it. */
export interface RoundRobin {
  /** Under which browsers reach it. */
  readonly origin: string;
  /** The services, in whose order it goes round. */
  readonly services: { readonly url: string }[];
  /** How many requests each service was given. */
  readonly given: () => readonly number[];
  close(): Promise<void>;
}

export async function startRoundRobin(): Promise<RoundRobin> {
  const services: { readonly url: string }[] = [];
  const given: number[] = [];
  let turn = 0;
  const server = createServer((from, to) => {
    const index = turn++ % services.length;
    given[index] = (given[index] ?? 0) + 1;
    const { hostname, port } = new URL(services[index]?.url ?? '');
    const headers = { ...from.headers, 'x-forwarded-for': from.socket.remoteAddress };
    const onward = request(
      { hostname, port, method: from.method, path: from.url, headers },
      (answer: IncomingMessage) => {
        to.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(to);
      },
    );
    onward.on('error', (fault) => to.destroy(fault));
    from.pipe(onward);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}`,
    services,
    given: () => given,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
