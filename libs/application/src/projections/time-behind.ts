import { comparePositions, type Position } from '@jalon/kernel';
import { hasReached } from './progress.js';

/** More looks than this are not kept: whoever is that far behind is told by the first of them. */
const MOST_LOOKS = 1_000;

interface Look {
  /** Where the log ended. */
  readonly last: Position;
  /** In milliseconds of this process's clock. */
  readonly at: number;
}

/**
 * For how long the first event that the views have not seen has been waiting for them, in milliseconds: from the first look
 * of this process that found the log going beyond what they have seen. Nothing is reckoned from the date of an event, which
 * may be years back in a log that was imported, invented or put back.
 *
 * @param elapsed a clock that never goes back, in milliseconds
 */
export function timeBehind(elapsed: () => number): (seen: Position | null, last: Position | null) => number {
  let looks: readonly Look[] = [];
  return (seen, last) => {
    looks = looks.filter((look) => !hasReached(seen, look.last));
    if (last === null || hasReached(seen, last)) return 0;
    const at = elapsed();
    const latest = looks.at(-1);
    const isFurther = latest === undefined || comparePositions(latest.last, last) < 0;
    if (isFurther && looks.length < MOST_LOOKS) looks = [...looks, { last, at }];
    return at - (looks[0]?.at ?? at);
  };
}
