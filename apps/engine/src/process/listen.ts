import type { EngineConfig } from '../config.js';
import { StartRefused } from '../start-refused.js';

type Address = Pick<EngineConfig, 'host' | 'port'>;

const SENTENCES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there already',
  EACCES: 'this user may not listen there',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'this host name is not known',
};

/**
 * Has a server listen where the configuration says.
 *
 * @throws StartRefused when nothing can listen there; set HOST and PORT otherwise
 */
export async function listen(
  server: { listen(address: Address): Promise<unknown> },
  { host, port }: Address,
): Promise<void> {
  try {
    await server.listen({ host, port });
  } catch (error) {
    const sentence = SENTENCES[codeOf(error)];
    if (sentence === undefined) throw error;
    throw new StartRefused([`Cannot listen on ${host}:${port}: ${sentence}. Set HOST or PORT.`], { cause: error });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
