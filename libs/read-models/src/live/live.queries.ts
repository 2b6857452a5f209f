import { POSITION_TOKEN } from '@jalon/kernel';
import { IsOptional, Matches } from 'class-validator';

/** A position as an answer gave it, or 0 for the beginning. */
export const AFTER = new RegExp(`^(?:0|${POSITION_TOKEN.source.slice(1, -1)})$`);

/** What happens, as it becomes visible in the views. */
export class LiveEvents {
  /**
   * Begin after this position: what was last seen; 0 for everything there is. Left out: with what happens from now on.
   * @example "pfD0vN9m2sQkX1yB7wZr4Ug"
   */
  @IsOptional()
  @Matches(AFTER)
  after?: string;
}
