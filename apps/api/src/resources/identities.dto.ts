import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';
import type { Uuid } from '@jalon/kernel';
import { LINK_ORIGINS, SESSION_ORIGINS, type LinkOrigin, type SessionOrigin } from '@jalon/ports';

/** Who an identity provider says somebody is. */
export class LinkIdentityBody {
  /**
   * The issuer, exactly as the provider’s tokens name it (`iss`).
   * @example https://login.example.org/acme
   */
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  issuer!: string;

  /**
   * The provider’s identifier of the person or service (`sub`). It is stored as a keyed hash only.
   * @example 248289761001
   */
  @IsString()
  @MinLength(1)
  @MaxLength(255)
  subject!: string;
}

/** A link of an identity to a person. */
export class IdentityLinkBody {
  @ApiProperty({ format: 'uuid' })
  readonly id!: Uuid;

  /** The issuer. The subject is known as a hash only. */
  readonly issuer!: string;

  /** What made the link: an invitation that was redeemed, a rule of the provider, or an administrator. */
  @ApiProperty({ enum: LINK_ORIGINS })
  readonly how!: LinkOrigin;

  /** The person who made it or sent the invitation; null where a rule or the operator did. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  readonly by!: Uuid | null;

  @ApiProperty({ format: 'date-time' })
  readonly at!: string;

  /**
   * Another person who handed over the access, by passing on the link of an invitation or by linking the identity. Each event
   * that is done by it names them.
   */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  readonly handedOverBy!: Uuid | null;

  /** Whether it waits for a second person: until then it leads to nobody. */
  readonly waiting!: boolean;

  /** The second person who released it; null where nobody did. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  readonly releasedBy!: Uuid | null;

  /** When the link was removed; null where the identity leads to the person now, or waits. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  readonly unlinkedAt!: string | null;

  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  readonly unlinkedBy!: Uuid | null;
}

export class IdentityLinksBody {
  @ApiProperty({ type: [IdentityLinkBody] })
  readonly items!: readonly IdentityLinkBody[];
}

/** What was ended or removed. */
export class RemovedBody {
  @ApiProperty({ format: 'uuid' })
  readonly id!: Uuid;
}

/** A session of a browser. */
export class SessionBody {
  @ApiProperty({ format: 'uuid' })
  readonly id!: Uuid;

  /** What it was begun by: an identity provider, a one-time link, or the choice of a person in a demo tenant. */
  @ApiProperty({ enum: SESSION_ORIGINS })
  readonly origin!: SessionOrigin;

  /** The name of the provider; null where none began it. */
  @ApiProperty({ type: 'string', nullable: true })
  readonly provider!: string | null;

  @ApiProperty({ format: 'date-time' })
  readonly begunAt!: string;

  /** To the minute. */
  @ApiProperty({ format: 'date-time' })
  readonly lastUsedAt!: string;

  /** When it ends at the latest. Without any use it ends sooner. */
  @ApiProperty({ format: 'date-time' })
  readonly expiresAt!: string;

  /** Whether this request came by it. */
  readonly current!: boolean;
}

export class SessionsBody {
  @ApiProperty({ type: [SessionBody] })
  readonly items!: readonly SessionBody[];
}
