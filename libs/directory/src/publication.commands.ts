import { IsLowercase, IsUUID } from 'class-validator';

/**
 * Asks, for the company, to publish a month as it is known, by however little that differs; a second person must confirm.
 */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- the command has no fields: the path names the month
export class RequestPublicationCorrection {}

/** Confirms, as a second person of the company, the correction of a month: the next month end publishes it. */
export class ConfirmPublicationCorrection {
  /** The act that you read. */
  @IsUUID()
  @IsLowercase()
  actId!: string;
}

/** Refuses, as a second person of the company, the correction of a month: it can be requested again. */
export class RefusePublicationCorrection {
  /** The act that you read. */
  @IsUUID()
  @IsLowercase()
  actId!: string;
}

/** Withdraws the correction of a month that you requested yourself. */
export class WithdrawPublicationCorrection {
  /** The act that you requested. */
  @IsUUID()
  @IsLowercase()
  actId!: string;
}
