import { readEventPlace, readKeyPlace, shownKeyPlace, shownPlace, withEventRecord, withKeyRecord } from '@jalon/engine';
import { inWords } from '@jalon/kernel';
import type { MovableRecord } from '@jalon/ports';
import { cliMessages } from '../cli.messages.js';
import { CliFailure, EXIT, type ExitCode } from '../failure.js';
import type { Terminal } from '../terminal.js';

/** Puts an event store back in service whose successor is lost. */
export function reopenEvents(terminal: Terminal, { store: url }: { readonly store: string }): Promise<ExitCode> {
  const place = readEventPlace(terminal.environment, '--store', url);
  return withEventRecord(place, (store) => reopen(terminal, shownPlace(place), store));
}

/** Puts a key store back in service whose successor is lost. */
export function reopenKeys(terminal: Terminal, { store: url }: { readonly store: string }): Promise<ExitCode> {
  const place = readKeyPlace(terminal.environment, '--from', { url, list: undefined });
  return withKeyRecord(place, (store) => reopen(terminal, shownKeyPlace(place.keyStore), store));
}

/** Puts a store back in service that was moved. */
export async function reopen(
  { out, language }: Terminal,
  store: string,
  { installation }: { readonly installation: MovableRecord },
): Promise<ExitCode> {
  const found = await installation.read();
  if (found?.state !== 'moved') throw new CliFailure('NOT_MOVED', { store });
  await installation.write({ name: found.name, state: 'in-service' });
  await out.line(inWords(cliMessages.REOPENED, { store }, language));
  return EXIT.done;
}
