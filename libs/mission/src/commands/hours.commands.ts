import { FromPath, PersonalField } from '@jalon/kernel';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsLowercase,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { TIME_UNITS, HALVES } from '../events.js';

/** Time given on a day. */
export class TimeAsked {
  /**
   * The civil day, in the mission’s zone.
   * @example 2026-09-07
   */
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  @IsISO8601({ strict: true })
  date!: string;

  /**
   * Whole minutes, or a half-day for contracts that count days.
   * @example minutes
   */
  @IsIn(TIME_UNITS)
  unit!: (typeof TIME_UNITS)[number];

  /**
   * How many minutes; never with a half-day, whose conversion comes from the rules.
   * @example 210
   */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_440)
  minutes?: number;

  /** Which half of the day; never with minutes. */
  @IsOptional()
  @IsIn(HALVES)
  half?: (typeof HALVES)[number];

  /**
   * When it began, for minutes.
   * @example 09:30
   */
  @IsOptional()
  @Matches(/^([01]\d|2[0-3]):[0-5]\d$/)
  startsAt?: string | null;

  /** False when it was given outside working time. In personal time it always is. */
  @IsOptional()
  @IsBoolean()
  onDuty?: boolean;
}

/** Writes down time given on a day; it waits for the organisation’s answer. */
export class LogHours extends TimeAsked {
  /** The id that the entry is to have; made when left out. */
  @IsOptional()
  @IsUUID()
  @IsLowercase()
  entryId?: string;

  /** A word from its author. */
  @PersonalField()
  @IsOptional()
  @IsString()
  @Length(1, 2_000)
  @Matches(/\S/)
  comment?: string | null;
}

/** Confirms an entry, for the organisation. */
export class ApproveHours {
  /** The entry. */
  @FromPath()
  @IsUUID()
  @IsLowercase()
  entryId!: string;
}

/** Refuses to confirm an entry, for the organisation. */
export class RejectHours {
  /** The entry. */
  @FromPath()
  @IsUUID()
  @IsLowercase()
  entryId!: string;

  /** Why. */
  @PersonalField()
  @IsString()
  @Length(1, 2_000)
  @Matches(/\S/)
  reason!: string;
}

/** Replaces what an entry says; it then waits for the organisation’s answer again. */
export class CorrectHours extends TimeAsked {
  /** The entry. */
  @FromPath()
  @IsUUID()
  @IsLowercase()
  entryId!: string;

  /** Why. */
  @PersonalField()
  @IsString()
  @Length(1, 2_000)
  @Matches(/\S/)
  reason!: string;
}
