import type { Calendar } from './calendar.js';
import type { Chance } from './chance.js';
import { missionLife, storyOf } from './mission-life.js';
import { offer, publication, type NeedToMeet } from './needs.js';
import { registrations, type Cast, type Plan } from './programme.js';

/** Everything that a year holds, put into a calendar; what each part throws depends on the seed and on nothing else. */
export function fill(calendar: Calendar, plan: Plan, cast: Cast, needs: readonly NeedToMeet[], chance: Chance): void {
  const areThere = needs.every(({ kind }) => kind === null);
  calendar.add(registrations(plan, cast, chance.of('registrations'), areThere));
  for (const need of needs) calendar.add(publication(need));
  for (const [n, volunteer] of cast.volunteers.entries()) {
    const own = chance.of(`offer ${n}`);
    if (own.happens(60)) calendar.add(offer(plan, volunteer, n, own));
  }
  for (let n = 0; n < plan.missions; n += 1) {
    calendar.add(missionLife(storyOf(plan, cast, needs, n, chance.of(`mission ${n}`))));
  }
}
