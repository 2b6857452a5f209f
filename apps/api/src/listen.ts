import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { StartRefused } from '@jalon/engine';

const SENTENCES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there already',
  EACCES: 'this user may not listen there',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'this host name is not known',
};

/** @throws StartRefused when nothing can listen there; set HOST and PORT otherwise */
export async function listen(
  app: NestFastifyApplication,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const sentence = SENTENCES[codeOf(error)];
    if (sentence === undefined) throw error;
    throw new StartRefused([`Cannot listen on ${host}:${port}: ${sentence}. Set HOST or PORT.`], { cause: error });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
