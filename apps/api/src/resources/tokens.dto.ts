import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { LONGEST_DAYS } from '@jalon/access';
import { ROLES, TOKEN_ROLES, type Role, type TokenRole, type Uuid } from '@jalon/kernel';

/** An API token to be made. */
export class MakeTokenBody {
  /**
   * What the token is for, in the list of tokens.
   * @example Nightly export to the data warehouse
   */
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  name!: string;

  /** The roles that it can be used for, of those that its bearer holds; all of them by default. */
  @ApiProperty({ enum: TOKEN_ROLES, isArray: true, required: false })
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(TOKEN_ROLES.length)
  @IsIn(TOKEN_ROLES, { each: true })
  roles?: TokenRole[] | null;

  /** For how many days it is valid; 90 by default. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(LONGEST_DAYS)
  expiresInDays?: number | null;

  /** The person of the kind `service` whose it is; by default it is the caller’s own. Administrators only. */
  @IsOptional()
  @IsUUID()
  person?: Uuid | null;
}

/** Whose API tokens are listed. */
export class ListTokensQuery {
  /** The caller by default; administrators may name somebody else. */
  @IsOptional()
  @IsUUID()
  person?: Uuid;
}

/** An API token, without its secret. */
export class TokenBody {
  @ApiProperty({ format: 'uuid' })
  readonly id!: Uuid;

  readonly name!: string;

  /** Its bearer. */
  @ApiProperty({ format: 'uuid' })
  readonly person!: Uuid;

  @ApiProperty({ enum: ROLES, isArray: true })
  readonly roles!: readonly Role[];

  /** The organisation that its bearer speaks for by it; null for none. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  readonly organisation!: Uuid | null;

  /** The person who made it; null where the operator did, at the command line. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  readonly madeBy!: Uuid | null;

  @ApiProperty({ format: 'date-time' })
  readonly madeAt!: string;

  @ApiProperty({ format: 'date-time' })
  readonly expiresAt!: string;

  /** To the minute; null where it was never used. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  readonly lastUsedAt!: string | null;

  /** Null where it is not revoked. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  readonly revokedAt!: string | null;

  /** The person who revoked it; null where nobody did. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  readonly revokedBy!: Uuid | null;
}

/** A new API token. */
export class MadeTokenBody extends TokenBody {
  /**
   * The token itself, for the header `Authorization: Bearer …`. It is shown this once: only its hash is stored.
   * @example jln_0000000000000000000000000000000000000000000000000
   */
  readonly token!: string;
}

export class TokensBody {
  @ApiProperty({ type: [TokenBody] })
  readonly items!: readonly TokenBody[];
}
