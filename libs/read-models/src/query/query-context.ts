import type { Caller, Position } from '@jalon/kernel';

/** What travels with a query besides its fields. */
export interface QueryContext {
  readonly caller: Caller;
  /** The position that the answer must have seen (`Jalon-Min-Position`): what the caller's own command returned. */
  readonly minPosition?: Position;
  /** What the first page of an export had seen: its later pages know no more. */
  readonly pinnedAt?: Position;
}
