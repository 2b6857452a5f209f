import { IsLowercase, IsUUID } from 'class-validator';

/** Requests, for the company, to merge a person's entry into another: both turn out to be one human. */
export class RequestPersonMerger {
  /** The other entry. */
  @IsUUID()
  @IsLowercase()
  into!: string;
}

/** Requests, for the company, to separate a person's entry from what it was merged into. */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- the command has no fields: the path names the person
export class RequestPersonSeparation {}

/** What every answer to these acts names. */
class AnswerToPersonAct {
  /** The act that you read. */
  @IsUUID()
  @IsLowercase()
  actId!: string;
}

/** Confirms, as a second person, that two entries are one human: from here on they count as one. */
export class ConfirmPersonMerger extends AnswerToPersonAct {}

/** Refuses, as a second person, to merge two entries. */
export class RefusePersonMerger extends AnswerToPersonAct {}

/** Withdraws the merger of two entries that you requested yourself. */
export class WithdrawPersonMerger extends AnswerToPersonAct {}

/** Confirms, as a second person, that two entries are two humans: from here on each counts by itself. */
export class ConfirmPersonSeparation extends AnswerToPersonAct {}

/** Refuses, as a second person, to separate two entries. */
export class RefusePersonSeparation extends AnswerToPersonAct {}

/** Withdraws the separation of two entries that you requested yourself. */
export class WithdrawPersonSeparation extends AnswerToPersonAct {}
