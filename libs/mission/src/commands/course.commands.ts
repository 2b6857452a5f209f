import { PersonalField, PARTIES, type Party } from '@jalon/kernel';
import { IsIn, IsISO8601, IsOptional, IsString, Length, Matches, ValidateIf } from 'class-validator';
import { SUSPENSION_REASONS, CANCELLATION_REASONS, ATTRIBUTION_FIELDS, type AttributionField } from '../events.js';

/** Suspends the mission, for the company. */
export class SuspendMission {
  /**
   * The first day on which no time may be given.
   * @example 2026-10-05
   */
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  @IsISO8601({ strict: true })
  from!: string;

  /**
   * Why, without medical detail.
   * @example employee-absent
   */
  @IsIn(SUSPENSION_REASONS)
  reason!: (typeof SUSPENSION_REASONS)[number];
}

/** Resumes the mission, for the company. */
export class ResumeMission {
  /**
   * The first day on which time may be given again.
   * @example 2026-10-19
   */
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  @IsISO8601({ strict: true })
  from!: string;
}

/** Ends the mission without closing it. Approved time stays and still counts. */
export class CancelMission {
  /**
   * Why.
   * @example organisation-unavailable
   */
  @IsIn(CANCELLATION_REASONS)
  reason!: (typeof CANCELLATION_REASONS)[number];

  /** The party for which you speak: needed only when you speak for several. */
  @IsOptional()
  @IsIn(PARTIES)
  party?: Party;
}

/** Mends one of the codes by which reports attribute the mission, for the company. */
export class CorrectAttribution {
  /**
   * Which code.
   * @example department
   */
  @IsIn(ATTRIBUTION_FIELDS)
  field!: AttributionField;

  /**
   * What it is to be, as text; null when it is unknown.
   * @example FIN-02
   */
  @ValidateIf((_command, value) => value !== null)
  @IsString()
  @Length(1, 60)
  value!: string | null;

  /** Why. */
  @PersonalField()
  @IsString()
  @Length(1, 2_000)
  @Matches(/\S/)
  reason!: string;
}
