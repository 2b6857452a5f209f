import { AUDIENCES, GROUPINGS, type Audience, type Grouping } from '@jalon/rules';
import { IsISO8601, IsIn, IsOptional, Matches } from 'class-validator';
import { DATE, MONTH } from './list.queries.js';

/** What the missions brought about in a period of whole months. */
export class ImpactReport {
  /**
   * The first month.
   * @example 2026-01
   */
  @Matches(MONTH)
  from!: string;

  /**
   * The last month.
   * @example 2026-12
   */
  @Matches(MONTH)
  to!: string;

  /** What the rows are about: `month` unless said. */
  @IsOptional()
  @IsIn(GROUPINGS)
  groupBy: Grouping = 'month';

  /**
   * The civil date of reading: what is unanswered, and which evaluations are revealed, depend on it. Today
   * unless said, and never after today in the tenant's zone.
   * @example 2026-12-31
   */
  @IsOptional()
  @Matches(DATE)
  @IsISO8601({ strict: true })
  at?: string;

  /** For whom: `internal` is for hr, admin and auditor, and their default; others get `publication`. */
  @IsOptional()
  @IsIn(AUDIENCES)
  audience?: Audience;
}
