import type { EngineConfig } from '../config.js';
import { isLoopback } from './read-providers.js';

/**
 * The origin under which browsers reach the service: `PUBLIC_URL`, or the address of this machine on which it listens. Null
 * where it listens to other machines and nobody said under which name: no session can be begun then. The `Host` header says
 * nothing: whoever sends a request writes it.
 *
 * @param port on which it listens
 */
export function browserOrigin(
  { publicUrl, host }: Pick<EngineConfig, 'publicUrl' | 'host'>,
  port: number,
): string | null {
  if (publicUrl !== null) return publicUrl;
  if (!isLoopback(host) || port === 0) return null;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Where a one-time login link lies. Whoever has the address is let in: it goes to no log. */
export const loginLinkAddress = (origin: string, secret: string): string => `${origin}/v1/login/link/${secret}`;
