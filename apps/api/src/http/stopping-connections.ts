import type { FastifyInstance } from 'fastify';

const SWEEP_MS = 50;

/** How long what is in flight may take to finish, in milliseconds. Less than service managers wait before they kill (10 s). */
const GRACE_MS = 6_000;

/**
 * While stopping, closes each connection as soon as nothing happens on it, and every connection when the grace ends.
 * Closing the server does the first but once; a connection whose request was still being answered then would otherwise be
 * kept alive for its client, and a client that neither sends on nor reads on would hold up the stop for ever.
 */
export function closeConnectionsWhileStopping(server: FastifyInstance): void {
  server.addHook('preClose', (done) => {
    const sweep = setInterval(() => server.server.closeIdleConnections(), SWEEP_MS);
    const end = setTimeout(() => server.server.closeAllConnections(), GRACE_MS);
    server.server.once('close', () => {
      clearInterval(sweep);
      clearTimeout(end);
    });
    done();
  });
}
