import { StoreUnavailable } from '@jalon/ports';
import { wordsOf, type Sentence } from '@jalon/kernel';
import { PasswordMissing } from '@jalon/postgres';
import { SecretRefused } from '@jalon/privacy';
import { startMessage, type StartMessage } from './start.messages.js';

/** The variables, or the options of a command, that name stores which may be servers, whose answer a start may need. */
export type StoreVariable =
  'EVENT_STORE_URL' | 'KEY_STORE_URL' | 'DESTROYED_KEYS_URL' | '--from' | '--to' | '--from-list' | '--to-list';

/** The engine does not start, and why: each reason is a sentence for the operator. */
export class StartRefused extends Error {
  override readonly name: string = 'StartRefused';

  constructor(
    readonly reasons: readonly Sentence[],
    options?: ErrorOptions,
  ) {
    super(reasons.map(({ en }) => en).join('\n'), options);
  }
}

/** The same refusal, with other words in its reasons: what a variable is called where an option stands for it. */
export function reworded({ reasons }: StartRefused, words: (text: string) => string): StartRefused {
  return new StartRefused(reasons.map(({ en, fr }) => ({ en: words(en), fr: words(fr) })));
}

/** The engine does not start, only because a store does not answer: the same start is done once it does. */
export class StoreNotAnswering extends StartRefused {
  override readonly name = 'StoreNotAnswering';

  constructor(reason: Sentence, variable: StoreVariable, cause: unknown) {
    super([startMessage('NOT_ANSWERING', { reason, variable })], { cause });
  }
}

/** Runs a step of the start; whatever goes wrong in it refuses the start, in words that say which step it was. */
export async function startStep<T>(step: StartMessage, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StartRefused) throw error;
    throw new StartRefused([failed(step, error)], { cause: error });
  }
}

/** What did not go well, and why: in the words of whatever failed, which drivers have in English alone. */
export function failed(step: StartMessage, error: unknown): Sentence {
  return startMessage('STEP_FAILED', { step: startMessage(step), reason: reasonFor(error) });
}

function reasonFor(error: unknown): Sentence | string {
  // The views tell whatever keeps them from being reached as its cause.
  const cause = error instanceof StoreUnavailable ? error.cause : null;
  const told = [error, cause].find((each) => each instanceof SecretRefused || each instanceof PasswordMissing);
  return told ? told.sentence : wordsOf(error);
}
