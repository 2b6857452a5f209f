import { ApiProperty } from '@nestjs/swagger';
import { IsEmail, IsIn, IsLowercase, IsOptional, IsUUID, Length } from 'class-validator';
import { IsPlainAddress } from '@jalon/directory';
import { TOKEN_ROLES, type TokenRole, type Uuid } from '@jalon/kernel';
import { INVITATION_STATES, type InvitationState } from '@jalon/login';

/** Whom to invite. */
export class InviteBody {
  /** A registered person. */
  @IsUUID()
  @IsLowercase()
  person!: string;

  /** A role that they hold: an invitation grants none. */
  @IsIn(TOKEN_ROLES)
  role!: TokenRole;

  /** With the role `organisation`: the organisation for which they speak. Not needed where there is one. */
  @IsOptional()
  @IsUUID()
  @IsLowercase()
  organisation?: string | null;

  /**
   * The address in the person’s entry, to which invitations go: it is compared, so that nobody is invited at another one.
   * @example ines.marchetti@example.org
   */
  @IsOptional()
  @IsEmail()
  @IsPlainAddress()
  @Length(3, 254)
  email?: string | null;
}

/** How far the latest mail of an invitation is. */
export class InvitationMailBody {
  /** `due`: it is still to be sent, or sent again; `failed`: it was given up. */
  @ApiProperty({ enum: ['due', 'sent', 'failed'] })
  readonly state!: 'due' | 'sent' | 'failed';

  /** When the mail server accepted it. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  readonly sentAt!: string | null;

  /** Why the last try failed: the mail server’s code, or what was missing. */
  @ApiProperty({ type: 'string', nullable: true })
  readonly failure!: string | null;
}

/** An invitation of a person to enter. */
export class InvitationBody {
  @ApiProperty({ format: 'uuid' })
  readonly id!: Uuid;

  @ApiProperty({ format: 'uuid' })
  readonly person!: Uuid;

  /** The role in which they are invited. */
  @ApiProperty({ enum: TOKEN_ROLES })
  readonly role!: TokenRole;

  /** The organisation that they speak for; null for any other role. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  readonly organisation!: Uuid | null;

  /** `waiting`: for a second person to release it. */
  @ApiProperty({ enum: INVITATION_STATES })
  readonly state!: InvitationState;

  @ApiProperty({ format: 'uuid' })
  readonly invitedBy!: Uuid;

  @ApiProperty({ format: 'date-time' })
  readonly madeAt!: string;

  /** While it waits: who gave the person the address that it goes to, last. They cannot release it. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  readonly addressBy!: Uuid | null;

  /** While it waits: since when that is the person’s address. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  readonly addressSince!: string | null;

  /** The second person; null where none was needed, or none has released it. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  readonly releasedBy!: Uuid | null;

  /** Who was given the latest link to pass it on; null where it is mailed. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  readonly handedOverBy!: Uuid | null;

  /** When the latest link ends; null while there is none. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  readonly expiresAt!: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  readonly redeemedAt!: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  readonly revokedAt!: string | null;

  /** The latest mail; null where no mail was due. */
  @ApiProperty({ type: InvitationMailBody, nullable: true })
  readonly mail!: InvitationMailBody | null;
}

/** An invitation, and its link where the caller is given it to pass on. */
export class InvitedBody extends InvitationBody {
  /** The link, shown once: only where no mail is sent. Whatever is done by it says that it was handed over. */
  @ApiProperty({ type: 'string', format: 'uri', nullable: true })
  readonly link!: string | null;
}

export class InvitationsBody {
  /** The newest first, 500 at most. */
  @ApiProperty({ type: [InvitationBody] })
  readonly items!: readonly InvitationBody[];
}
