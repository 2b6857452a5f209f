import { IsISO8601, IsOptional, IsUUID, Matches } from 'class-validator';
import { DATE_PATTERN, ListQuery } from '../query/list.queries.js';

/** The audit trail, oldest first, as a stream of rows. */
export class AuditEvents {
  /** Only what this person did. */
  @IsOptional()
  @IsUUID()
  actor?: string;

  /**
   * Only events of this stream.
   * @example mission-main.0198f0a0-0000-7000-8000-000000000001
   */
  @IsOptional()
  @Matches(/^[a-z]+-[a-z][a-z0-9-]{0,39}\.[a-z0-9-]{1,60}$/)
  stream?: string;

  /**
   * Only events of this type.
   * @example HoursApproved
   */
  @IsOptional()
  @Matches(/^[A-Za-z]{1,60}$/)
  type?: string;

  /**
   * The first day on which it was recorded (UTC).
   * @example 2026-01-01
   */
  @IsOptional()
  @Matches(DATE_PATTERN)
  @IsISO8601({ strict: true })
  from?: string;

  /**
   * The last day on which it was recorded (UTC).
   * @example 2026-12-31
   */
  @IsOptional()
  @Matches(DATE_PATTERN)
  @IsISO8601({ strict: true })
  to?: string;
}

/**
 * Approvals of time, and answers to outcomes, by somebody who turned out to be the human whom they are about, or who wrote a
 * version of them, since two entries were merged; the latest approved first.
 */
export class ListImproperApprovals extends ListQuery {}
