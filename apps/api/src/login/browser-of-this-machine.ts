import type { IncomingHttpHeaders } from 'node:http';
import { isLoopback } from '@jalon/engine';

/** Headers that a proxy adds. Where one has come, whoever asks may sit anywhere. */
const FORWARDING = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];

/**
 * Whether a browser of this machine asks: the service listens to this machine alone, browsers reach it under an origin of
 * this machine, the request names that very origin (so no page of another name gets here by DNS), and no proxy stands
 * between. A proxy may add no header and write the service's own address into `Host`, as nginx does unless it is told
 * otherwise: what tells is then the origin, which is the one of the proxy.
 *
 * @param listening the host on which the service listens
 * @param origin under which browsers reach it
 */
export function isBrowserOfThisMachine(headers: IncomingHttpHeaders, listening: string, origin: string): boolean {
  const { host, hostname } = new URL(origin);
  const isForwarded = FORWARDING.some((name) => headers[name] !== undefined);
  return isLoopback(listening) && isLoopback(hostname) && headers.host?.toLowerCase() === host && !isForwarded;
}
