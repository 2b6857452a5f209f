import { endSessions, makeRecords, readConfig, shownKeyPlace } from '@jalon/engine';
import { inWords } from '@jalon/kernel';
import { cliMessages } from '../cli.messages.js';
import { EXIT, type ExitCode } from '../failure.js';
import type { Terminal } from '../terminal.js';

export interface RecordsOptions {
  readonly json?: boolean;
}

/** Makes the record store where there is none, and prints whether it was made. No other store is opened. */
export async function makeRecordStore(
  { environment, language, out }: Terminal,
  { json }: RecordsOptions,
): Promise<ExitCode> {
  const config = readConfig(environment);
  const made = await makeRecords(config);
  const place = shownKeyPlace(config.recordStore);
  if (json) await out.line(JSON.stringify({ place, made }));
  else await out.line(inWords(made ? cliMessages.RECORDS_MADE : cliMessages.RECORDS_THERE, { place }, language));
  return EXIT.done;
}

/** Ends all sessions and the links by which people enter, and prints how many sessions there were. */
export async function endAllSessions(
  { environment, language, out }: Terminal,
  { json }: RecordsOptions,
): Promise<ExitCode> {
  const config = readConfig(environment);
  const ended = await endSessions(config);
  const place = shownKeyPlace(config.recordStore);
  if (json) await out.line(JSON.stringify({ place, sessionsEnded: ended }));
  else await out.line(inWords(cliMessages.SESSIONS_ENDED, { place, ended }, language));
  return EXIT.done;
}
