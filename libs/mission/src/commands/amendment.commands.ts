import { FromPath, PersonalField, PARTIES, type Party } from '@jalon/kernel';
import {
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

/** Proposes other terms, for the company; the other parties of the mission answer. */
export class ProposeAmendment {
  /** The id that the amendment is to have; made when left out. */
  @IsOptional()
  @IsUUID()
  @IsLowercase()
  amendmentId?: string;

  /**
   * The new last day; as it is when left out.
   * @example 2027-01-29
   */
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  @IsISO8601({ strict: true })
  endsOn?: string;

  /**
   * The new planned time in minutes; as it is when left out.
   * @example 6300
   */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(10_000_000)
  plannedMinutes?: number;

  /** The day from which the new terms hold, within the mission: today, or its first day if it is ahead, when left out. */
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  @IsISO8601({ strict: true })
  effectiveFrom?: string;

  /** Why. */
  @PersonalField()
  @IsOptional()
  @IsString()
  @Length(1, 2_000)
  @Matches(/\S/)
  reason?: string | null;
}

/** Accepts an amendment, for one party. */
export class AcceptAmendment {
  /** The amendment. */
  @FromPath()
  @IsUUID()
  @IsLowercase()
  amendmentId!: string;

  /** The party for which you speak: needed only when you speak for several. */
  @IsOptional()
  @IsIn(PARTIES)
  party?: Party;
}

/** Declines an amendment, for one party: the terms stay as they were. */
export class DeclineAmendment {
  /** The amendment. */
  @FromPath()
  @IsUUID()
  @IsLowercase()
  amendmentId!: string;

  /** The party for which you speak: needed only when you speak for several. */
  @IsOptional()
  @IsIn(PARTIES)
  party?: Party;

  /** Why. An employee gives no reason. */
  @PersonalField()
  @IsOptional()
  @IsString()
  @Length(1, 2_000)
  @Matches(/\S/)
  reason?: string | null;
}
