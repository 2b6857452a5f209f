import { AS_OF, ENTRY_STATES, type EntryState } from '@jalon/kernel';
import { IsISO8601, IsIn, IsOptional, IsString, IsUUID, Matches } from 'class-validator';
import { DATE_PATTERN, ListQuery } from '../query/list.queries.js';

/** Time entries of the missions that the caller may see, latest day first. */
export class ListHours extends ListQuery {
  /** Only entries of this mission. */
  @IsOptional()
  @IsUUID()
  mission?: string;

  /** Only entries of this employee. */
  @IsOptional()
  @IsUUID()
  employee?: string;

  /** Only entries of missions for this organisation. */
  @IsOptional()
  @IsUUID()
  organisation?: string;

  /** Only entries in this state. */
  @IsOptional()
  @IsIn(ENTRY_STATES)
  state?: EntryState;

  /**
   * The first day.
   * @example 2026-01-01
   */
  @IsOptional()
  @Matches(DATE_PATTERN)
  @IsISO8601({ strict: true })
  from?: string;

  /**
   * The last day.
   * @example 2026-12-31
   */
  @IsOptional()
  @Matches(DATE_PATTERN)
  @IsISO8601({ strict: true })
  to?: string;

  /**
   * The moment at which it is read: only what had been recorded by then is known. A day in the tenant's zone (its end), an
   * instant with its offset, or a position.
   * @example 2026-03-31
   */
  @IsOptional()
  @IsString()
  @Matches(AS_OF)
  asOf?: string;
}
