import type { CivilDate, Instant, StreamName } from '@jalon/kernel';
import type { Masked } from './visible.policy.js';

/** What of an event may stand in an answer that masks it: enough to find it in the log and to check the chain. */
export interface EventTrace {
  readonly stream: StreamName;
  readonly revision: number;
  readonly type: string;
  readonly version: number;
  readonly recordedAt: Instant;
  readonly hash: string;
}

export interface MaskedEvent extends EventTrace {
  readonly masked: Masked['because'];
  readonly opensOn?: CivilDate;
}

/**
 * What is left of an event, or of a row that tells of one, once masked. Neither actor nor data, and no command or
 * correlation id either: they lead to what the same person did elsewhere. A filter on what is left out must not find it.
 */
export function maskedEvent(event: EventTrace, { because, opensOn }: Masked): MaskedEvent {
  const { stream, revision, type, version, recordedAt, hash } = event;
  const trace = { stream, revision, type, version, recordedAt, hash, masked: because };
  return opensOn === undefined ? trace : { ...trace, opensOn };
}
