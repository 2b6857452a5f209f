import { Type } from 'class-transformer';
import { FromPath } from '@jalon/kernel';
import { IsInt, IsOptional, IsString, IsUUID, Matches, Max, MaxLength, Min } from 'class-validator';

/** A day on the calendar, as a query string writes it. */
export const DATE_PATTERN = /^\d{4}-\d{2}-\d{2}$/;
/** A whole month. */
export const MONTH_PATTERN = /^\d{4}-(0[1-9]|1[0-2])$/;

/** What every list understands. */
export abstract class ListQuery {
  /**
   * How many items at most: 50 unless said, never more than 200.
   * @example 50
   */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;

  /** Where the previous answer ended: its `next`, taken from there as it is. */
  @IsOptional()
  @IsString()
  @MaxLength(600)
  @Matches(/^[A-Za-z0-9_-]+$/)
  cursor?: string;
}

/** One thing, by its id. */
export abstract class OneQuery {
  /** Which one. */
  @FromPath()
  @IsUUID()
  id!: string;
}
