import {
  actingAs,
  civilDateIn,
  COMPANY_ROLES,
  type Actor,
  type Caller,
  type CivilDate,
  type Refused,
  type Uuid,
} from '@jalon/kernel';
import type { Context } from '@jalon/rules';
import { refuse } from './rejections.js';

/**
 * The caller as the company, which maintains the directory; null for anyone else.
 *
 * @param employer whose the entry is: a role that is limited to it counts, too
 */
export function asCompany(caller: Caller, employer: Uuid | null = null): Actor | null {
  return actingAs(caller, 'company', COMPANY_ROLES, employer);
}

/**
 * Refuses an end in the future. An entry is over as soon as the event is there, so a future end is recorded on its day:
 * otherwise every reader of the state would have to know what day it is.
 */
export function endAhead(date: CivilDate, { zone, now }: Pick<Context, 'zone' | 'now'>): Refused | null {
  const today = civilDateIn(zone, now);
  return date > today ? refuse('DATE_IN_FUTURE', { date, today }) : null;
}
