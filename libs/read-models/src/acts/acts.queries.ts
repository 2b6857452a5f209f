import { ACT_KINDS, ACT_STATUSES, type ActKindCode, type ActStatus } from '@jalon/kernel';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { ListQuery } from '../query/list.queries.js';

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

  /** Only acts about this thing: the mission of a forced closure, the organisation of a merger. */
  @IsOptional()
  @IsUUID()
  subject?: string;
}
