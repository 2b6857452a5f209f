/** How often an outage that goes on is summed up in the log, in milliseconds. */
const SUMMED_EVERY_MS = 60_000;

/** A sink for lines of a log. */
export type WriteLine = (facts: Readonly<Record<string, unknown>>, line: string) => void;

/**
 * Writes the first of many lines that say the same, and counts the others: a sum is written once a minute, and the minute
 * after a sum of none begins again with a whole line. During an outage every request is refused for the same reason.
 *
 * @param summed the line of a sum, which gets `count` and the facts of the last line counted
 */
export function countedLines(summed: string, everyMs = SUMMED_EVERY_MS): (write: WriteLine) => WriteLine {
  let counting: NodeJS.Timeout | null = null;
  let count = 0;
  let last: (() => void) | null = null;

  function sum(): void {
    last?.();
    if (last === null && counting) {
      clearInterval(counting);
      counting = null;
    }
    count = 0;
    last = null;
  }

  return (write) => (facts, line) => {
    if (counting === null) {
      counting = setInterval(sum, everyMs).unref();
      write(facts, line);
      return;
    }
    count += 1;
    last = () => write({ count, code: facts['code'], reason: facts['reason'] }, summed);
  };
}
