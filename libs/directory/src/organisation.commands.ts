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
   * Its number there; null while unknown.
   * @example W751234567
   */
  @IsOptional()
  @IsString()
  @Matches(/^[A-Za-z0-9@._-]{1,60}$/)
  registerNumber?: string | null;

  /**
   * The department, or foreign region, of its seat.
   * @example 75
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
}

/** Enters a non-profit in the tenant's directory. */
export class RegisterOrganisation extends OrganisationEntry {
  /** The id that the entry is to have; made when left out. */
  @IsOptional()
  @IsUUID()
  @IsLowercase()
  id?: string;
}

/** Replaces the non-profit's entry by these values. */
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
