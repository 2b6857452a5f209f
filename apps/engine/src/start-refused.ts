/** The engine does not start, and why: each reason is a sentence for the operator. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';

  constructor(
    readonly reasons: readonly string[],
    options?: ErrorOptions,
  ) {
    super(reasons.join('\n'), options);
  }
}

/** Runs a step of the start; whatever goes wrong in it refuses the start, in words that say which step it was. */
export async function starting<T>(step: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StartRefused) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartRefused([`${step}: ${reason}`], { cause: error });
  }
}
