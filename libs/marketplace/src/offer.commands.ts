import {
  CAUSES,
  FORMATS,
  LANGUAGES,
  PersonalField,
  REMOTE,
  type Cause,
  type Format,
  type Language,
  type Remote,
} from '@jalon/kernel';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsISO8601,
  IsLowercase,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { AreaGiven } from './location.commands.js';

/** What an employee has to give. */
export class OfferEntry {
  /**
   * The codes of the skills they bring.
   * @example ["accounting", "copywriting"]
   */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(30)
  @ArrayUnique()
  @Matches(/^[A-Za-z0-9@._-]{1,60}$/, { each: true })
  skills?: string[];

  /** The causes they would serve; none means any. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(13)
  @ArrayUnique()
  @IsIn(CAUSES, { each: true })
  causes?: Cause[];

  /** The rhythms that suit them; none means any. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(4)
  @ArrayUnique()
  @IsIn(FORMATS, { each: true })
  formats?: Format[];

  /** Whether they would work at a distance; `possible` when not said. */
  @IsOptional()
  @IsIn(REMOTE)
  remote?: Remote;

  /** About where they are; the coordinates are kept to about a kilometre only. */
  @PersonalField()
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => AreaGiven)
  location?: AreaGiven | null;

  /**
   * How far they would go, in kilometres.
   * @example 25
   */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000)
  radiusKm?: number | null;

  /** The languages they speak. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(5)
  @ArrayUnique()
  @IsIn(LANGUAGES, { each: true })
  languages?: Language[];

  /**
   * The first day they are available; null when open.
   * @example 2026-02-01
   */
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  @IsISO8601({ strict: true })
  availableFrom?: string | null;

  /**
   * The last day they are available; null when open.
   * @example 2026-12-31
   */
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  @IsISO8601({ strict: true })
  availableUntil?: string | null;

  /**
   * The time they can give in a week, in minutes.
   * @example 210
   */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_080)
  minutesPerWeek?: number | null;

  /**
   * The offer in their own words.
   * @example Je tiens une comptabilité associative depuis dix ans.
   */
  @IsOptional()
  @IsString()
  @Length(1, 2_000)
  @PersonalField()
  words?: string | null;
}

/** Says what an employee has to give: theirs to publish, or the company's on their behalf. */
export class PublishOffer extends OfferEntry {
  /** The id that the offer is to have; made when left out. */
  @IsOptional()
  @IsUUID()
  @IsLowercase()
  id?: string;

  /** Whose offer it is: a registered person with an employer. */
  @IsUUID()
  @IsLowercase()
  employee!: string;
}

/** Replaces the offer by these values; whose it is stays. */
export class ReviseOffer extends OfferEntry {}

/** Takes the offer back. */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- the path already says which offer
export class WithdrawOffer {}
