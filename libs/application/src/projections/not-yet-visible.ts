import type { Position } from '@jalon/kernel';

/** The views had not reached the position that the query must have seen when its time was up: ask again. */
export class NotYetVisible extends Error {
  override readonly name = 'NotYetVisible';

  constructor(readonly position: Position) {
    super(`the views have not reached position ${position}`);
  }
}
