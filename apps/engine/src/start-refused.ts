import { wordsOf } from '@jalon/kernel';

/** The variables, or the options of a command, that name stores which may be servers, whose answer a start may need. */
export type StoreVariable =
  'EVENT_STORE_URL' | 'KEY_STORE_URL' | 'DESTROYED_KEYS_URL' | '--from' | '--to' | '--from-list' | '--to-list';

/** The engine does not start, and why: each reason is a sentence for the operator. */
export class StartRefused extends Error {
  override readonly name: string = 'StartRefused';

  constructor(
    readonly reasons: readonly string[],
    options?: ErrorOptions,
  ) {
    super(reasons.join('\n'), options);
  }
}

/** The engine does not start, only because a store does not answer: the same start is done once it does. */
export class StoreNotAnswering extends StartRefused {
  override readonly name = 'StoreNotAnswering';

  constructor(reason: string, variable: StoreVariable, cause: unknown) {
    super([`${reason}. ${variable} names a store that does not answer: start again once it answers.`], { cause });
  }
}

/** Runs a step of the start; whatever goes wrong in it refuses the start, in words that say which step it was. */
export async function starting<T>(step: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StartRefused) throw error;
    throw new StartRefused([`${step}: ${wordsOf(error)}`], { cause: error });
  }
}
