import { AS_OF, PersonalField } from '@jalon/kernel';
import { AUDIENCES, GROUPINGS, TIME_STATES, type Audience, type Grouping, type TimeState } from '@jalon/rules';
import { IsISO8601, IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { DATE_PATTERN, ListQuery, MONTH_PATTERN } from '../query/list.queries.js';

/** A month, or what `AS_OF` takes. */
const MONTH_OR_MOMENT = new RegExp(`${AS_OF.source}|^\\d{4}-(?:0[1-9]|1[0-2])$`);

/** What the missions brought about in a period of whole months. */
export class ImpactReport {
  /**
   * The first month.
   * @example 2026-01
   */
  @Matches(MONTH_PATTERN)
  from!: string;

  /**
   * The last month.
   * @example 2026-12
   */
  @Matches(MONTH_PATTERN)
  to!: string;

  /** What the rows are about: `month` unless said. */
  @IsOptional()
  @IsIn(GROUPINGS)
  groupBy: Grouping = 'month';

  /**
   * The civil date of reading: what is unanswered, and which evaluations are revealed, depend on it. Today
   * unless said, and never after today in the tenant's zone. A publication takes none.
   * @example 2026-12-31
   */
  @IsOptional()
  @Matches(DATE_PATTERN)
  @IsISO8601({ strict: true })
  at?: string;

  /**
   * The moment of which the figures are: only what had been recorded by then is known, and `at` is its day unless said. A
   * month or a day in the tenant's zone (its end), an instant with its offset, or a position. A publication takes a month
   * alone: the last that has ended, unless said.
   * @example 2026-03
   */
  @IsOptional()
  @IsString()
  @Matches(MONTH_OR_MOMENT)
  asOf?: string;

  /** For whom: `internal` is for hr, admin and auditor, and their default; others get `publication`. */
  @IsOptional()
  @IsIn(AUDIENCES)
  audience?: Audience;
}

/** A query for the report as lines: files are made from it. */
export class ReportExport {
  constructor(readonly report: ImpactReport) {}
}

/** The time entries behind a figure of the impact report, latest day first: their minutes add up to it. */
export class ImpactEntries extends ListQuery {
  /**
   * The first month, as in the report.
   * @example 2026-01
   */
  @Matches(MONTH_PATTERN)
  from!: string;

  /**
   * The last month, as in the report.
   * @example 2026-12
   */
  @Matches(MONTH_PATTERN)
  to!: string;

  /** What the report's rows are about, as in the report. */
  @IsOptional()
  @IsIn(GROUPINGS)
  groupBy: Grouping = 'month';

  /** Only what the row of that key counts; an empty key is that of the row whose key is null. All the rows unless said. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  @PersonalField()
  key?: string;

  /** Only what is counted as this. */
  @IsOptional()
  @IsIn(TIME_STATES)
  state?: TimeState;

  /**
   * The civil date of reading, as in the report: today unless said, and never after.
   * @example 2026-12-31
   */
  @IsOptional()
  @Matches(DATE_PATTERN)
  @IsISO8601({ strict: true })
  at?: string;

  /**
   * The moment of which the figures are: only what had been recorded by then is known, and `at` is its day unless said. A
   * day in the tenant's zone (its end), an instant with its offset, or a position.
   * @example 2026-03-31
   */
  @IsOptional()
  @IsString()
  @Matches(AS_OF)
  asOf?: string;
}
