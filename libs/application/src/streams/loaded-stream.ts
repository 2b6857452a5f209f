import type { AnyDecider, StreamName, StreamParts } from '@jalon/kernel';
import type { EarlierAnswer, StreamEnd } from './folded-stream.js';

/** A stream as a command sees it: its state, where it ends, and what an earlier sending of the same command left in it. */
export interface LoadedStream extends StreamEnd {
  readonly name: StreamName;
  readonly parts: StreamParts;
  readonly decider: AnyDecider;
  readonly state: unknown;
  readonly earlier: EarlierAnswer | null;
  /** Whether it is as this process left it, and the store was not asked: it may have gone on since, or have been restored. */
  readonly fromCache: boolean;
}
