import { IsISO8601, IsLowercase, IsOptional, IsString, IsUUID, Length, Matches } from 'class-validator';

/** What an employer's entry holds. */
export class EmployerEntry {
  /**
   * The legal entity's name.
   * @example Atelier Marceau SAS
   */
  @IsString()
  @Length(1, 200)
  @Matches(/\S/)
  name!: string;

  /**
   * Its SIREN number, separators aside; null for an entity that has none. A revision that leaves it out keeps it.
   * @example "732829320"
   */
  @IsOptional()
  @IsString()
  @Length(1, 60)
  @Matches(/\S/)
  siren?: string | null;
}

/** Enters a legal entity of the tenant that lends its employees' time. */
export class RegisterEmployer extends EmployerEntry {
  /** The id that the entry is to have; made when left out. */
  @IsOptional()
  @IsUUID()
  @IsLowercase()
  id?: string;
}

/** Replaces the entity's entry by these values; its SIREN stays where it is left out. */
export class ReviseEmployer extends EmployerEntry {}

/** Ends the entity's part: nothing new may name it. */
export class CloseEmployer {
  /**
   * The first day on which nothing new may name it: today or before.
   * @example 2026-06-30
   */
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  @IsISO8601({ strict: true })
  closedOn!: string;
}
