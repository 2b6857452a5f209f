import { GRANTABLE_ROLES, PersonalField, type GrantableRole } from '@jalon/kernel';
import { IsIn, IsISO8601, IsLowercase, IsOptional, IsString, IsUUID, Length, Matches } from 'class-validator';

/** A role, what it is limited to, and the reason. */
class RoleAndReason {
  /** Which role. */
  @IsIn(GRANTABLE_ROLES)
  role!: GrantableRole;

  /** The employer that the role is limited to; left out for all of the tenant. */
  @IsOptional()
  @IsUUID()
  @IsLowercase()
  employer?: string | null;

  /** For the role `organisation`: the organisation that the person speaks for. */
  @IsOptional()
  @IsUUID()
  @IsLowercase()
  organisation?: string | null;

  /**
   * Why, in your own words.
   * @example Follows Claire Aubry as administrator.
   */
  @IsString()
  @Length(1, 2_000)
  @Matches(/\S/)
  @PersonalField()
  reason!: string;
}

/**
 * Gives a person a role. In a production tenant the roles `admin`, `hr`, `auditor`, `compliance` and `dpo` are requested by this,
 * and held once a second administrator has confirmed.
 */
export class GrantRole extends RoleAndReason {
  /**
   * The last day on which it is held; left out until it is taken back, or until the person’s own last day.
   * @example 2027-06-30
   */
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  @IsISO8601({ strict: true })
  until?: string | null;
}

/** Takes a granted role back. */
export class RevokeRole extends RoleAndReason {}

/** What every answer to a request for a role names. */
class AnswerToRoleGrant {
  /** The act that you read. */
  @IsUUID()
  @IsLowercase()
  actId!: string;
}

/** Confirms, as a second person, that a person gets a role: they hold it from here on. */
export class ConfirmRoleGrant extends AnswerToRoleGrant {}

/** Refuses, as a second person, that a person gets a role. */
export class RefuseRoleGrant extends AnswerToRoleGrant {}

/** Withdraws the request for a role that you made yourself. */
export class WithdrawRoleGrant extends AnswerToRoleGrant {}
