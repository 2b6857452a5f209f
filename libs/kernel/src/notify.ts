/** Tells someone who only listens (a metric, a log). What they throw is theirs: it never harms what they were told of. */
export function notify<Args extends readonly unknown[]>(
  listener: ((...args: Args) => void) | undefined,
  ...args: Args
): void {
  try {
    listener?.(...args);
  } catch {
    // There is nobody left to tell.
  }
}
