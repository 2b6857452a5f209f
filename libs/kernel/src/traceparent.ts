/**
 * Where a piece of work stands in a trace, as W3C Trace Context writes it: `00-<trace>-<span>-<flags>`. It travels beside
 * what it is about, proves nothing, and nothing is decided by it.
 */
export type Traceparent = string;

const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const SAMPLED = 1;

/** Whether a value is one, of the only version that there is; what stands for "none" in it is none. */
export function isTraceparent(value: unknown): value is Traceparent {
  return typeof value === 'string' && TRACEPARENT.test(value);
}

/** Whether its trace is recorded: of one that is not, nothing needs to be carried on. */
export function isSampled(traceparent: Traceparent): boolean {
  return (parseInt(traceparent.slice(-2), 16) & SAMPLED) === SAMPLED;
}
