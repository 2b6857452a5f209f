import type { MatchReasonCode } from './reason-texts.js';

/** What a criterion found: the share of its weight that it gives, as an exact fraction, and why. */
export interface Finding {
  /** 0 ≤ numerator ≤ denominator, both integers. */
  readonly share: readonly [numerator: number, denominator: number];
  readonly code: MatchReasonCode;
  readonly params: Readonly<Record<string, string | number>>;
}

const ALL = [1, 1] as const;
const NONE = [0, 1] as const;
/** What is not known counts half: it must neither hide a match nor make one. */
const NEUTRAL = [1, 2] as const;

type Params = Finding['params'];

export const all = (code: MatchReasonCode, params: Params = {}): Finding => ({ share: ALL, code, params });
export const none = (code: MatchReasonCode, params: Params = {}): Finding => ({ share: NONE, code, params });
export const neutral = (code: MatchReasonCode): Finding => ({ share: NEUTRAL, code, params: {} });
export const part = (numerator: number, denominator: number, code: MatchReasonCode, params: Params = {}): Finding => ({
  share: [numerator, denominator],
  code,
  params,
});

/** `weight` × share, rounded once, half up: integers from end to end. */
export function pointsOf(weight: number, [numerator, denominator]: Finding['share']): number {
  return pointsFor(weight, numerator, denominator);
}

export function pointsFor(weight: number, numerator: number, denominator: number): number {
  return Math.floor((2 * weight * numerator + denominator) / (2 * denominator));
}
