import type { EngineConfig } from '../config.js';
import { StartRefused } from '../start-refused.js';
import { startSentence } from '../start.sentences.js';

type Address = Pick<EngineConfig, 'host' | 'port'>;

const REASONS = ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND'] as const;

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
    const code = REASONS.find((known) => known === codeOf(error));
    if (code === undefined) throw error;
    const params = { host, port, reason: startSentence(code) };
    throw new StartRefused([startSentence('CANNOT_LISTEN', params)], { cause: error });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
