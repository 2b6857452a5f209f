import { ApiProperty } from '@nestjs/swagger';
import { IsObject, IsString, Length, Matches } from 'class-validator';
import type { Uuid } from '@jalon/kernel';

/** A new passkey, as the browser made it. */
export class AddPasskeyBody {
  /**
   * What its owner calls it.
   * @example Phone
   */
  @IsString()
  @Length(1, 100)
  @Matches(/\S/)
  name!: string;

  /** The credential of `navigator.credentials.create`, in JSON (`RegistrationResponseJSON`). */
  @IsObject()
  @ApiProperty({ type: 'object', additionalProperties: true })
  credential!: object;
}

/** A proof of a passkey. */
export class PasskeyLoginBody {
  /** The credential of `navigator.credentials.get`, in JSON (`AuthenticationResponseJSON`). */
  @IsObject()
  @ApiProperty({ type: 'object', additionalProperties: true })
  credential!: object;
}

/** What a browser’s own function for passkeys is given, in JSON. */
export class PasskeyOptionsBody {
  @ApiProperty({ type: 'object', additionalProperties: true })
  readonly publicKey!: object;
}

/** A passkey, without its key. */
export class PasskeyBody {
  @ApiProperty({ format: 'uuid' })
  readonly id!: Uuid;

  readonly name!: string;

  @ApiProperty({ format: 'date-time' })
  readonly madeAt!: string;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  readonly lastUsedAt!: string | null;
}

export class PasskeysBody {
  /** The oldest first. */
  @ApiProperty({ type: [PasskeyBody] })
  readonly items!: readonly PasskeyBody[];
}

/** Where the browser goes once it is logged in. */
export class LoggedInBody {
  readonly returnTo!: string;
}
