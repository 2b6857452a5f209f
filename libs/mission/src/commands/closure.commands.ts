import { PersonalField, PARTIES, type Party } from '@jalon/kernel';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
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
  ValidateNested,
} from 'class-validator';
import { CRITERIA, type Criterion } from '../events.js';

/** Something that the mission brought about. */
export class ClaimedOutcome {
  /**
   * What is counted.
   * @example people-trained
   */
  @Matches(/^[A-Za-z0-9@._-]{1,60}$/)
  indicator!: string;

  /**
   * How many.
   * @example 12
   */
  @IsInt()
  @Min(0)
  @Max(1_000_000_000)
  quantity!: number;
}

/** Closes the mission, for the company or the organisation. */
export class CloseMission {
  /**
   * Its last day.
   * @example 2026-12-18
   */
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  @IsISO8601({ strict: true })
  endedOn!: string;

  /** What the mission brought about: it counts once the organisation has confirmed it. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(30)
  @ArrayUnique((outcome: ClaimedOutcome | null) => outcome?.indicator)
  @ValidateNested({ each: true })
  @Type(() => ClaimedOutcome)
  outcomes?: ClaimedOutcome[];

  /** Why it ended before the planned day: needed when it did. */
  @PersonalField()
  @IsOptional()
  @IsString()
  @Length(1, 2_000)
  @Matches(/\S/)
  reason?: string | null;
}

/** Asks, for the company, to close the mission over its pending time; a second person must confirm. */
export class RequestForcedClosure {
  /**
   * Its last day.
   * @example 2026-12-18
   */
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  @IsISO8601({ strict: true })
  endedOn!: string;

  /** What the mission brought about: it counts once the organisation has confirmed it. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(30)
  @ArrayUnique((outcome: ClaimedOutcome | null) => outcome?.indicator)
  @ValidateNested({ each: true })
  @Type(() => ClaimedOutcome)
  outcomes?: ClaimedOutcome[];

  /** Why. */
  @PersonalField()
  @IsString()
  @Length(1, 2_000)
  @Matches(/\S/)
  reason!: string;
}

/** Confirms, as a second person of the company, a forced closure: pending time is voided. */
export class ConfirmForcedClosure {
  /** The act that you read. */
  @IsUUID()
  @IsLowercase()
  actId!: string;
}

/** Refuses, as a second person of the company, a forced closure: it can be requested again. */
export class RefuseForcedClosure {
  /** The act that you read. */
  @IsUUID()
  @IsLowercase()
  actId!: string;
}

/** Withdraws a forced closure that you requested yourself. */
export class WithdrawForcedClosure {
  /** The act that you requested. */
  @IsUUID()
  @IsLowercase()
  actId!: string;
}

/** Confirms the outcomes as claimed, for the organisation. */
export class ConfirmOutcomes {
  /** The outcomes that you read: refused when others are claimed. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(30)
  @ArrayUnique((outcome: ClaimedOutcome | null) => outcome?.indicator)
  @ValidateNested({ each: true })
  @Type(() => ClaimedOutcome)
  outcomes?: ClaimedOutcome[];
}

/** Does not recognise the outcomes as claimed, for the organisation. */
export class DisputeOutcomes {
  /** Why. */
  @PersonalField()
  @IsString()
  @Length(1, 2_000)
  @Matches(/\S/)
  reason!: string;
}

/** How one criterion was met. */
export class CriterionScore {
  /**
   * What is scored.
   * @example usefulness
   */
  @IsIn(CRITERIA)
  criterion!: Criterion;

  /**
   * 1 (poor) to 5 (excellent).
   * @example 4
   */
  @IsInt()
  @Min(1)
  @Max(5)
  score!: number;
}

/** Says how the mission went, for one party; given again, it replaces that party’s earlier one. */
export class EvaluateMission {
  /** The party for which you speak: needed only when you speak for several. */
  @IsOptional()
  @IsIn(PARTIES)
  party?: Party;

  /** The scores, each criterion once. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(CRITERIA.length)
  @ArrayUnique((score: CriterionScore | null) => score?.criterion)
  @ValidateNested({ each: true })
  @Type(() => CriterionScore)
  scores!: CriterionScore[];

  /** In your own words. */
  @PersonalField()
  @IsOptional()
  @IsString()
  @Length(1, 5_000)
  @Matches(/\S/)
  comment?: string | null;
}
