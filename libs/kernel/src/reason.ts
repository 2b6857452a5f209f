/** Why something failed, in a line for a log: the first line of what the error says, and of its cause where that says more. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return firstLine(String(error));
  const reason = firstLine(error.message);
  const cause = error.cause instanceof Error ? firstLine(error.cause.message) : '';
  return reason.includes(cause) ? reason : `${reason}: ${cause}`;
}

const firstLine = (text: string): string => text.split('\n', 1).join('').trim();
