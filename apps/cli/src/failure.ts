import { inWords, type Language, type SentenceParams } from '@jalon/kernel';
import { cliMessages, type CliMessage } from './cli.messages.js';

/** Exit codes: 1, the work was refused or failed; 2, a usage error; 75, a store does not answer yet (EX_TEMPFAIL). */
export const EXIT = { done: 0, refused: 1, usage: 2, notYet: 75, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The command cannot be done. One sentence says why; it is never shown with a stack. */
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
