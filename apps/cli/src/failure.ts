import { inWords, type Language, type SentenceParams } from '@jalon/kernel';
import { cliMessages, type CliMessage } from './cli.messages.js';

/** What the shell is told: 1 the work was refused or failed, 2 it was asked for in a wrong way, 75 a store does not answer yet. */
export const EXIT = { done: 0, refused: 1, usage: 2, notYet: 75, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The command cannot be done, and one sentence says why: never shown with a stack. */
export class CliFailure extends Error {
  override readonly name = 'CliFailure';

  constructor(
    readonly code: CliMessage,
    readonly params: SentenceParams = {},
    readonly exitCode: ExitCode = EXIT.refused,
  ) {
    super(inWords(cliMessages[code], params, 'en'));
  }

  sentence(language: Language): string {
    return inWords(cliMessages[this.code], this.params, language);
  }
}
