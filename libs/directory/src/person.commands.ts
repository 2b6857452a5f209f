import { PERSON_KINDS, PersonalField, type PersonKind } from '@jalon/kernel';
import {
  IsBoolean,
  IsEmail,
  IsIn,
  IsISO8601,
  IsLowercase,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  ValidateBy,
} from 'class-validator';

/**
 * Refuses an e-mail address that Unicode writes more plainly: a ligature, a wide or a styled letter. It is compared as the
 * plain one (`normalisedEmail`), and to a mail server it may be another mailbox.
 */
export const IsPlainAddress = (): PropertyDecorator =>
  ValidateBy({
    name: 'plainAddress',
    validator: { validate: (value: unknown) => typeof value === 'string' && value.normalize('NFKC') === value },
  });

/** What a person's entry holds. */
export class PersonEntry {
  /**
   * Given name.
   * @example Inès
   */
  @IsString()
  @Length(1, 100)
  @Matches(/\S/)
  @PersonalField()
  givenName!: string;

  /**
   * Family name.
   * @example Marchetti
   */
  @IsString()
  @Length(1, 100)
  @Matches(/\S/)
  @PersonalField()
  familyName!: string;

  /**
   * Where to write.
   * @example ines.marchetti@example.org
   */
  @IsOptional()
  @IsEmail()
  @IsPlainAddress()
  @Length(3, 254)
  @PersonalField()
  email?: string | null;

  /**
   * The employer's number for them.
   * @example M-20417
   */
  @IsOptional()
  @IsString()
  @Length(1, 60)
  @PersonalField()
  staffNumber?: string | null;

  /**
   * The day they joined the employer.
   * @example 2019-09-02
   */
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  @IsISO8601({ strict: true })
  @PersonalField()
  entryDate?: string | null;

  /**
   * Date of birth: only ever read to find an age band.
   * @example 1987-04-23
   */
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  @IsISO8601({ strict: true })
  @PersonalField()
  birthDate?: string | null;

  /** Who employs them; null for someone of an organisation. */
  @IsOptional()
  @IsUUID()
  @IsLowercase()
  employer?: string | null;

  /** Their manager (N+1), a registered person. */
  @IsOptional()
  @IsUUID()
  @IsLowercase()
  manager?: string | null;

  /**
   * The employer's code of their department.
   * @example finance
   */
  @IsOptional()
  @IsString()
  @Matches(/^[A-Za-z0-9@._-]{1,60}$/)
  department?: string | null;

  /**
   * The employer's code of their site.
   * @example lyon-2
   */
  @IsOptional()
  @IsString()
  @Matches(/^[A-Za-z0-9@._-]{1,60}$/)
  site?: string | null;

  /** The organisation they speak for, if any. */
  @IsOptional()
  @IsUUID()
  @IsLowercase()
  organisation?: string | null;

  /**
   * The last day of an outside auditor or a service. A revision that leaves it out keeps it.
   * @example 2027-06-30
   */
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  @IsISO8601({ strict: true })
  until?: string | null;
}

/** Enters a human in the tenant's directory: one id for them, whatever their roles. */
export class RegisterPerson extends PersonEntry {
  /** The id that the entry is to have; made when left out. */
  @IsOptional()
  @IsUUID()
  @IsLowercase()
  id?: string;

  /**
   * What they are: `participant` (an employee, or somebody of an organisation), `outside-auditor` or `service` (a program that
   * calls the API); `participant` when left out. It never changes.
   */
  @IsOptional()
  @IsIn(PERSON_KINDS)
  kind?: PersonKind | null;
}

/** Replaces the person's entry by these values. */
export class RevisePerson extends PersonEntry {}

/** Ends the person's part: nothing new may name them. */
export class RecordDeparture {
  /**
   * The first day on which nothing new may name them: today or before.
   * @example 2026-06-30
   */
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  @IsISO8601({ strict: true })
  leftOn!: string;
}

/** Chooses, for oneself, whether those who see one's missions are told one's e-mail address. */
export class ChooseEmailSharing {
  /** Whether they are told it. */
  @IsBoolean()
  shared!: boolean;
}

/** Gives, for oneself, the private e-mail address by which one can log in once one has left. */
export class GivePrivateEmail {
  /**
   * Where login links go once one has left. Nobody is shown it.
   * @example ines@example.net
   */
  @IsEmail()
  @IsPlainAddress()
  @Length(3, 254)
  @PersonalField()
  privateEmail!: string;
}

/** Withdraws one's private e-mail address. */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- the command has no fields: the path names the person
export class WithdrawPrivateEmail {}
