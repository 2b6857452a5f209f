import { PersonalField, PARTIES, BASES, CAUSES, type Basis, type Cause, type Party } from '@jalon/kernel';
import {
  IsIn,
  IsInt,
  IsISO8601,
  IsLowercase,
  IsOptional,
  IsString,
  IsTimeZone,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
} from 'class-validator';

/** Proposes that an employee give time to an organisation. Proposing is your own party’s acceptance. */
export class ProposeMission {
  /** The id that the mission is to have; made when left out. */
  @IsOptional()
  @IsUUID()
  @IsLowercase()
  id?: string;

  /**
   * Who would give their time.
   * @example 0190b3c6-6b0e-7c55-9c3e-1f6f0d8f4a11
   */
  @IsUUID()
  @IsLowercase()
  employee!: string;

  /** The legal entity that employs them; by default the one of their entry. */
  @IsOptional()
  @IsUUID()
  @IsLowercase()
  employer?: string;

  /** Who would receive it; by default the organisation of the need. */
  @IsOptional()
  @IsUUID()
  @IsLowercase()
  organisation?: string;

  /** The need it answers, if any. */
  @IsOptional()
  @IsUUID()
  @IsLowercase()
  need?: string;

  /** The manager whose acceptance is asked for, if any; never in personal time. */
  @IsOptional()
  @IsUUID()
  @IsLowercase()
  manager?: string;

  /**
   * Who directs the work: the organisation (secondment), the company (service), or nobody of the company (personal-time).
   * @example secondment
   */
  @IsIn(BASES)
  basis!: Basis;

  /**
   * What the mission is, as published: it names nobody. By default the need’s title.
   * @example Accounts of a food bank
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  @Matches(/\S/)
  title?: string;

  /**
   * What it serves; by default the need’s cause.
   * @example social
   */
  @IsOptional()
  @IsIn(CAUSES)
  cause?: Cause;

  /**
   * The UN sustainable development goal; by default the need’s.
   * @example 2
   */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(17)
  sdg?: number;

  /**
   * The first day.
   * @example 2026-09-01
   */
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  @IsISO8601({ strict: true })
  startsOn!: string;

  /**
   * The last day.
   * @example 2026-12-18
   */
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  @IsISO8601({ strict: true })
  endsOn!: string;

  /**
   * The time planned in all, in minutes.
   * @example 4200
   */
  @IsInt()
  @Min(0)
  @Max(10_000_000)
  plannedMinutes!: number;

  /**
   * The IANA zone of the mission’s days; by default the tenant’s.
   * @example Europe/Paris
   */
  @IsOptional()
  @IsTimeZone()
  zone?: string;

  /** The party for which you speak: needed only when you speak for several. */
  @IsOptional()
  @IsIn(PARTIES)
  party?: Party;
}

/** Accepts the mission, for one required party. */
export class AcceptMission {
  /** The party for which you speak: needed only when you speak for several. */
  @IsOptional()
  @IsIn(PARTIES)
  party?: Party;
}

/** Declines the mission, for one required party. */
export class DeclineMission {
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

/** Takes the proposal back. */
export class WithdrawMission {
  /** Why. */
  @PersonalField()
  @IsOptional()
  @IsString()
  @Length(1, 2_000)
  @Matches(/\S/)
  reason?: string | null;
}
