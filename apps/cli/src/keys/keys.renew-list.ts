import { readConfig, renewDestroyedList } from '@jalon/engine';
import { inWords } from '@jalon/kernel';
import { EXIT, type ExitCode } from '../failure.js';
import { cliMessages } from '../messages.js';
import type { Terminal } from '../terminal.js';

/** Gives the key store a list of destroyed keys anew. Only the key store is opened. */
export async function renewList({ environment, language, out, err }: Terminal): Promise<ExitCode> {
  const erasures = await renewDestroyedList(readConfig(environment));
  if (erasures > 0) await err.line(`jalon: ${inWords(cliMessages.ERASED_AGAIN, { erasures }, language)}`);
  await out.line(inWords(cliMessages.LIST_RENEWED, {}, language));
  return EXIT.done;
}
