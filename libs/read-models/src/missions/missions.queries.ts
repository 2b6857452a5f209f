import { AS_OF, BASES, type Basis, FromPath, MISSION_STATUSES } from '@jalon/kernel';
import { Type } from 'class-transformer';
import { IsISO8601, IsIn, IsInt, IsOptional, IsString, IsUUID, Matches, Max, Min } from 'class-validator';
import { DATE_PATTERN, ListQuery } from '../query/list.queries.js';

/** What a mission can be seen as: `not-retained` is a refusal, to everyone but those whose it is. */
const SEEN_STATUSES = [...MISSION_STATUSES, 'not-retained'] as const;
export type SeenStatus = (typeof SEEN_STATUSES)[number];

/** The missions that the caller may see, latest proposed first. */
export class ListMissions extends ListQuery {
  /** Only missions in this status. */
  @IsOptional()
  @IsIn(SEEN_STATUSES)
  status?: SeenStatus;

  /** Only missions of this employee. */
  @IsOptional()
  @IsUUID()
  employee?: string;

  /** Only missions for this organisation. */
  @IsOptional()
  @IsUUID()
  organisation?: string;

  /** Only missions that answer this need. */
  @IsOptional()
  @IsUUID()
  need?: string;

  /** Only missions of this employer. */
  @IsOptional()
  @IsUUID()
  employer?: string;

  /** Only missions of this basis. */
  @IsOptional()
  @IsIn(BASES)
  basis?: Basis;

  /**
   * Only missions that end on this day or later.
   * @example 2026-01-01
   */
  @IsOptional()
  @Matches(DATE_PATTERN)
  @IsISO8601({ strict: true })
  from?: string;

  /**
   * Only missions that start on this day or earlier.
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

/** One mission: as it stands, or as it was. */
export class GetMission {
  /** The mission. */
  @FromPath()
  @IsUUID()
  id!: string;

  /**
   * The moment at which it is read: only what had been recorded by then is known. A day in the tenant's zone (its end), an
   * instant with its offset, or a position.
   * @example 2026-03-31
   */
  @IsOptional()
  @IsString()
  @Matches(AS_OF)
  asOf?: string;

  /**
   * The revision after which it is shown, the first being 0. Not beside `asOf`.
   * @example 3
   */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  revision?: number;
}

/** Each event of a mission, oldest first: who, when, why, what it changed. */
export class MissionHistory extends ListQuery {
  /** The mission. */
  @FromPath()
  @IsUUID()
  id!: string;
}
