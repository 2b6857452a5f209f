import { IsOptional, Matches } from 'class-validator';

/** What happens, as it becomes visible in the views. */
export class LiveEvents {
  /**
   * Begin after this position: what was last seen. Left out: with what happens from now on.
   * @example "1024"
   */
  @IsOptional()
  @Matches(/^(0|[1-9]\d{0,19})$/)
  after?: string;
}
