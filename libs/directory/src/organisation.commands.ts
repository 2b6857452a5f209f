import { REGISTERS, type Register } from '@jalon/kernel';
import { IsIn, IsISO8601, IsLowercase, IsOptional, IsString, IsUUID, Length, Matches } from 'class-validator';

/** What an organisation's entry holds. */
export class OrganisationEntry {
  /**
   * The non-profit's name.
   * @example Les Jardins du Canal
   */
  @IsString()
  @Length(1, 200)
  @Matches(/\S/)
  name!: string;

  /** The register in which it can be found. */
  @IsIn(REGISTERS)
  register!: Register;

  /**
   * Its number there, separators and small letters aside; null while unknown. A foreign number begins with the two
   * letters of its country. A revision that leaves it out keeps it.
   * @example W751234567
   */
  @IsOptional()
  @IsString()
  @Length(1, 60)
  @Matches(/\S/)
  registerNumber?: string | null;

  /**
   * The department, or foreign region, of its seat.
   * @example "75"
   */
  @IsOptional()
  @IsString()
  @Matches(/^[A-Za-z0-9@._-]{1,60}$/)
  department?: string | null;

  /** The registered person to write to. */
  @IsOptional()
  @IsUUID()
  @IsLowercase()
  contact?: string | null;

  /**
   * The organisation that it is a branch of: both count as one, and the number is that of the head. It is said at the
   * registration: a revision leaves it out, or repeats it.
   */
  @IsOptional()
  @IsUUID()
  @IsLowercase()
  branchOf?: string | null;
}

/** Enters a non-profit in the tenant's directory. */
export class RegisterOrganisation extends OrganisationEntry {
  /** The id that the entry is to have; made when left out. */
  @IsOptional()
  @IsUUID()
  @IsLowercase()
  id?: string;
}

/** Replaces the non-profit's entry by these values; its number stays where it is left out. */
export class ReviseOrganisation extends OrganisationEntry {}

/** Ends the non-profit's part: nothing new may name it. */
export class CloseOrganisation {
  /**
   * The first day on which nothing new may name it: today or before.
   * @example 2026-06-30
   */
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  @IsISO8601({ strict: true })
  closedOn!: string;
}

/** Requests, for the company, to merge the organisation into another: they turn out to be one. */
export class RequestOrganisationMerger {
  /** The organisation that it is to be one with. */
  @IsUUID()
  @IsLowercase()
  into!: string;
}

/** Requests, for the company, to separate an organisation from what it was merged into, else from its head. */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- the command has no fields: the path names the organisation
export class RequestOrganisationSeparation {}

/** What every answer to an act names. */
class AnswerToAct {
  /** The act that you read. */
  @IsUUID()
  @IsLowercase()
  actId!: string;
}

/** Confirms, as a second person, the merger of an organisation: from here on both count as one. */
export class ConfirmOrganisationMerger extends AnswerToAct {}

/** Refuses, as a second person, the merger of an organisation. */
export class RefuseOrganisationMerger extends AnswerToAct {}

/** Withdraws the merger of an organisation that you requested yourself. */
export class WithdrawOrganisationMerger extends AnswerToAct {}

/** Confirms, as a second person, the separation of an organisation: from here on it counts by itself. */
export class ConfirmOrganisationSeparation extends AnswerToAct {}

/** Refuses, as a second person, the separation of an organisation. */
export class RefuseOrganisationSeparation extends AnswerToAct {}

/** Withdraws the separation of an organisation that you requested yourself. */
export class WithdrawOrganisationSeparation extends AnswerToAct {}
