import { readConfig } from '@jalon/engine';
import { setAccess } from '@jalon/event-store/eventstoredb';
import { inWords, wordsOf } from '@jalon/kernel';
import { exitCodeOf } from './explain.js';
import { CliFailure, EXIT, type ExitCode } from './failure.js';
import { cliMessages } from './cli.messages.js';
import type { Terminal } from './terminal.js';

export interface AccessOptions {
  readonly writers: readonly string[];
  readonly readers: readonly string[];
}

/** Sets the access rights on the event store's server, and prints them. */
export async function setStoreAccess(
  { environment, language, out }: Terminal,
  { writers, readers }: AccessOptions,
): Promise<ExitCode> {
  const { eventStore } = readConfig(environment);
  if (!('url' in eventStore)) throw new CliFailure('EVENT_STORE_IS_A_FILE');
  await setAccess(eventStore.url, { writers, readers }).catch((error: unknown) => {
    throw new CliFailure('ACCESS_NOT_SET', { reason: wordsOf(error) }, exitCodeOf(error));
  });
  const named = { writers: writers.join(', '), readers: readers.join(', ') || '–' };
  await out.line(inWords(cliMessages.ACCESS_SET, named, language));
  return EXIT.done;
}
