import { createCircuitBreaker, type CircuitBreaker } from '@jalon/circuit-breaker';
import { FallenSilent, isLate, isUnasked } from './errors.js';

/**
 * How long PostgreSQL may take to answer a small request where nobody says, in milliseconds: for programs that somebody starts
 * by hand. A service says how long its clients may wait.
 */
export const PATIENCE_MS = 30_000;

/** A client of the server that is not connected yet. It gives up by itself when the server does not answer. */
interface NewClient {
  on(event: 'error', listener: () => void): unknown;
  connect(): Promise<unknown>;
  end(): Promise<void>;
}

/**
 * The circuit breaker of a pool of connections. What runs under it is small: connecting, beginning a transaction, single
 * statements. A long statement may be slow for reasons of its own.
 *
 * @param newClient makes a connection of its own for each probe: those of the pool may all be taken, or dead
 */
export function postgresBreaker(newClient: () => NewClient): CircuitBreaker {
  return createCircuitBreaker({
    async probe() {
      const client = newClient();
      // Without a listener it would end the process.
      client.on('error', () => undefined);
      try {
        await client.connect();
      } finally {
        void client.end().catch(() => undefined);
      }
    },
    isLate,
    isUnasked,
    refusal: (late) => new FallenSilent(late),
  });
}
