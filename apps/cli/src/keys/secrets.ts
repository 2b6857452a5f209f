import { join } from 'node:path';
import { makeSecrets, readConfig, renewDestroyedList } from '@jalon/engine';
import { inWords } from '@jalon/kernel';
import { cliMessages } from '../cli.messages.js';
import { EXIT, type ExitCode } from '../failure.js';
import type { Terminal } from '../terminal.js';

export interface KeysOptions {
  readonly json?: boolean;
}

/** Makes the secrets that are missing, and prints for each whether it was made. No store is opened. */
export async function makeKeys({ environment, language, out }: Terminal, { json }: KeysOptions): Promise<ExitCode> {
  const config = readConfig(environment);
  const secrets = await makeSecrets(config);
  if (json) {
    await out.line(JSON.stringify({ folder: config.keysDir, secrets }));
    return EXIT.done;
  }
  for (const { file, made } of secrets) {
    const sentence = made === 'made' ? cliMessages.SECRET_MADE : cliMessages.SECRET_THERE;
    await out.line(inWords(sentence, { file: join(config.keysDir, file) }, language));
  }
  return EXIT.done;
}

/** Rebuilds the key store's list of destroyed keys. No other store is opened. */
export async function renewList({ environment, language, out, err }: Terminal): Promise<ExitCode> {
  const erasures = await renewDestroyedList(readConfig(environment));
  if (erasures > 0) await err.line(`jalon: ${inWords(cliMessages.ERASED_AGAIN, { erasures }, language)}`);
  await out.line(inWords(cliMessages.LIST_RENEWED, {}, language));
  return EXIT.done;
}
