import { ACT_KINDS, ACT_STATUSES, type ActKindCode, type ActStatus } from '@jalon/kernel';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { ListQuery } from '../query/list.queries.js';

/** An id, in capitals too, or a month. */
const SUBJECT = /^(?:[\dA-Fa-f]{8}(?:-[\dA-Fa-f]{4}){3}-[\dA-Fa-f]{12}|\d{4}-(?:0[1-9]|1[0-2]))$/;

/** The acts of two people that the caller requested or may answer, latest requested first. */
export class ListActs extends ListQuery {
  /** Only acts of this kind. */
  @IsOptional()
  @IsIn(ACT_KINDS)
  kind?: ActKindCode;

  /** Only acts in this status: `open` are those that wait for a second person. */
  @IsOptional()
  @IsIn(ACT_STATUSES)
  status?: ActStatus;

  /** Only acts about this thing: the mission to be closed, the organisation to be merged, the month to be corrected, or the person to get a role. */
  @IsOptional()
  @Matches(SUBJECT)
  subject?: string;
}
