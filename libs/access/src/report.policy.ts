import type { Caller } from '@jalon/kernel';
import type { Audience } from '@jalon/rules';
import { oversees } from './mission.policy.js';

/**
 * The audience for which a report is made for this caller: the one asked for where they may have it, `internal` by default
 * for those who may, `publication` for everyone else whatever they ask.
 */
export function audienceOf(caller: Caller, asked?: Audience): Audience {
  return oversees(caller) ? (asked ?? 'internal') : 'publication';
}
