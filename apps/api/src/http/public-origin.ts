import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { browserOrigin, type EngineConfig } from '@jalon/engine';

/** The origin under which browsers reach a server that listens; null where it has none. */
export function publicOrigin(
  { server }: Pick<FastifyInstance, 'server'>,
  place: Pick<EngineConfig, 'publicUrl' | 'host'>,
): string | null {
  const { port = 0 } = (server.address() ?? {}) as Partial<AddressInfo>;
  return browserOrigin(place, port);
}
