/** What an error says of itself. Of a host with several addresses, none of which answers, there are no words but a code. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { readonly code?: unknown };
  return error.message || (typeof code === 'string' ? code : error.name);
}

/** Why something failed, in a line for a log: the first line of what the error says, and of its cause where that says more. */
export function reasonOf(error: unknown): string {
  const reason = firstLine(wordsOf(error));
  if (!(error instanceof Error) || !(error.cause instanceof Error)) return reason;
  const cause = firstLine(wordsOf(error.cause));
  return reason.includes(cause) ? reason : `${reason}: ${cause}`;
}

const firstLine = (text: string): string => text.split('\n', 1).join('').trim();
