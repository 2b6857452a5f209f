import { GRANTABLE_ROLES, type GrantableRole, PersonalField } from '@jalon/kernel';
import { IsIn, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { ListQuery, OneQuery } from '../query/list.queries.js';

/** People of the tenant's directory. */
export class ListPeople extends ListQuery {
  /**
   * Only people whose name holds this text, capitals and accents aside.
   * @example martin
   */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  @PersonalField()
  name?: string;

  /** Only people of this employer. */
  @IsOptional()
  @IsUUID()
  employer?: string;

  /** Only people who speak for this organisation. */
  @IsOptional()
  @IsUUID()
  organisation?: string;

  /** Only those who take part (`active`), or who have left. */
  @IsOptional()
  @IsIn(['active', 'left'])
  status?: 'active' | 'left';
}

/** The roles that were granted: who holds or held what, from when, until when, by whom and why. */
export class ListRoles extends ListQuery {
  /** Only this role. */
  @IsOptional()
  @IsIn(GRANTABLE_ROLES)
  role?: GrantableRole;

  /** Only roles of this person. */
  @IsOptional()
  @IsUUID()
  person?: string;

  /** Only roles that are held today (`in-force`), or that ended: they were taken back, or their last day has passed. */
  @IsOptional()
  @IsIn(['in-force', 'ended'])
  status?: 'in-force' | 'ended';
}

/** Non-profits of the tenant's directory. */
export class ListOrganisations extends ListQuery {
  /** Only those that take part (`active`), or are closed. */
  @IsOptional()
  @IsIn(['active', 'closed'])
  status?: 'active' | 'closed';
}

/** Legal entities of the tenant that lend their employees' time. */
export class ListEmployers extends ListQuery {
  /** Only those that take part (`active`), or are closed. */
  @IsOptional()
  @IsIn(['active', 'closed'])
  status?: 'active' | 'closed';
}

/** One person. */
export class GetPerson extends OneQuery {}

/** One non-profit. */
export class GetOrganisation extends OneQuery {}

/** One legal entity. */
export class GetEmployer extends OneQuery {}

/** The tenant of the caller: its settings. */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- the query has no parameters
export class GetTenant {}
