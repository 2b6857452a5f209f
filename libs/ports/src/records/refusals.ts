import type { Uuid } from '@jalon/kernel';
import type { RecordedCaller, RecordsAsked } from './reads.js';

/** A command that was refused. Nothing of its body is kept. */
export interface RefusalRecord extends RecordedCaller {
  readonly id: Uuid;
  /** In epoch milliseconds. */
  readonly at: number;
  /** The name of the command's class. */
  readonly command: string;
  /** Why, as the code that was answered. */
  readonly code: string;
  /** The id in the path; null for a creation. */
  readonly target: string | null;
}

export interface RefusalsAsked extends RecordsAsked {
  /** Only commands of this person. */
  readonly person?: Uuid | undefined;
}

/** Which commands were refused to whom. */
export interface Refusals {
  add(refusals: readonly RefusalRecord[]): Promise<void>;
  /** The latest first. */
  list(asked: RefusalsAsked): Promise<readonly RefusalRecord[]>;
}
