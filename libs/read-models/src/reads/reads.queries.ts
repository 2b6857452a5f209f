import { IsISO8601, IsOptional, IsUUID, Matches } from 'class-validator';
import { DATE_PATTERN, ListQuery } from '../query/list.queries.js';

/** Records of a period, the latest first. */
abstract class RecordsQuery extends ListQuery {
  /**
   * The first day (UTC).
   * @example 2026-01-01
   */
  @IsOptional()
  @Matches(DATE_PATTERN)
  @IsISO8601({ strict: true })
  from?: string;

  /**
   * The last day (UTC).
   * @example 2026-12-31
   */
  @IsOptional()
  @Matches(DATE_PATTERN)
  @IsISO8601({ strict: true })
  to?: string;
}

/** Who was shown personal data of whom, the latest first. */
export class ListReads extends RecordsQuery {
  /** Only answers that showed something of this person. */
  @IsOptional()
  @IsUUID()
  person?: string;

  /** Only what this person read. */
  @IsOptional()
  @IsUUID()
  reader?: string;
}

/** Which commands were refused to whom, the latest first. */
export class ListRefusals extends RecordsQuery {
  /** Only commands of this person. */
  @IsOptional()
  @IsUUID()
  person?: string;
}

/** When, in which role and for what somebody was shown personal data of the caller, the latest first. */
export class MyReads extends RecordsQuery {}
