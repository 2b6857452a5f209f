import { mustBe } from './options.js';
import { argumentText } from './usage-text.js';

const SECONDS_IN = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;
const LONGEST_SECONDS = 366 * SECONDS_IN.d;

/** `90s`, `30m`, `8h` or `7d` in seconds. */
export function durationArgument(text: string): number {
  const [, amount, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const seconds = Number(amount) * SECONDS_IN[unit as keyof typeof SECONDS_IN];
  if (seconds > 0 && seconds <= LONGEST_SECONDS) return seconds;
  throw mustBe(argumentText.DURATION);
}
