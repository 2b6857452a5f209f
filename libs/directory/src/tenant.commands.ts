import {
  ADMINISTRATORS,
  LANGUAGES,
  MANAGER_DETAILS,
  MODES,
  type Administrators,
  type Language,
  type ManagerDetail,
  type Mode,
} from '@jalon/kernel';
import { IsIn, IsLowercase, IsOptional, IsString, IsUUID, Length } from 'class-validator';

/** Begins a customer's use of the engine. The tenant is the one in the token. */
export class OpenTenant {
  /**
   * The civil zone of its days and months (IANA).
   * @example Europe/Paris
   */
  @IsString()
  @Length(1, 60)
  zone!: string;

  /** The language its people are written to in by default. */
  @IsIn(LANGUAGES)
  language!: Language;

  /** `demo` for invented or shifted data: named as such wherever it is read. */
  @IsIn(MODES)
  mode!: Mode;

  /** The person under whom the command line acts by default; a new id when left out. */
  @IsOptional()
  @IsUUID()
  @IsLowercase()
  operator?: string | null;
}

/**
 * States, as the operator, whether a single person administers the tenant. Then the operator is the second person where
 * an act needs two.
 */
export class StateAdministrators {
  /** How many people administer it. */
  @IsIn(ADMINISTRATORS)
  administrators!: Administrators;
}

/** Sets what managers are shown of the missions that name them. */
export class SetManagerDetail {
  /** `schedule` for the employee, the dates and the time; `whole` also for the organisation, the need, the title and the cause. */
  @IsIn(MANAGER_DETAILS)
  managerDetail!: ManagerDetail;
}
