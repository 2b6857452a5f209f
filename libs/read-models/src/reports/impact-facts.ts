import { civilDateIn, daysBetween, monthOf, type CivilDate, type Month } from '@jalon/kernel';
import { evaluationsRevealed, type RuleSet } from '@jalon/rules';
import type { MissionAttributionRow } from '../missions/attribution.table.js';
import type { HoursRow } from '../missions/hours.table.js';
import type { MissionRow } from '../missions/mission-columns.js';

/** What a time entry can add to. */
export type TimeState = 'confirmed' | 'confirmedOffDuty' | 'pending' | 'unanswered' | 'rejected' | 'voided';

/** One thing that a report counts: some time, or the end of a mission. */
export interface ImpactFact {
  readonly month: Month;
  readonly attribution: MissionAttributionRow;
  readonly time?: { readonly state: TimeState; readonly minutes: number };
  readonly end?: MissionEnd;
}

interface MissionEnd {
  /** Confirmed by the organisation; what is only claimed, or disputed, does not count. */
  readonly outcomes: MissionRow['outcomes'];
  /** The scores of evaluations that are open; those still hidden do not count. */
  readonly scores: readonly (readonly number[])[];
}

interface ImpactRows {
  readonly missions: readonly MissionRow[];
  readonly mission_attribution: readonly MissionAttributionRow[];
  readonly hours: readonly HoursRow[];
}

/**
 * Every fact of the missions that were confirmed, but for those given in personal time: they are nobody's business in the
 * hierarchy. Time belongs to the month of its day; outcomes and evaluations to the month of the mission's last day.
 */
export function impactFacts(rows: ImpactRows, rules: RuleSet, at: CivilDate): readonly ImpactFact[] {
  const counted = rows.mission_attribution.filter(({ basis }) => basis !== 'personal-time');
  const attributions = new Map(counted.map((attribution) => [attribution.mission, attribution]));
  const missions = new Map(rows.missions.map((mission) => [mission.id, mission]));
  const times = rows.hours.flatMap((entry) => {
    const attribution = attributions.get(entry.mission);
    const zone = missions.get(entry.mission)?.zone;
    if (!attribution || zone === undefined) return [];
    const state = timeState(entry, zone, rules, at);
    return [{ month: entry.month, attribution, time: { state, minutes: entry.minutes } }];
  });
  const ends = rows.missions.flatMap((mission) => {
    const attribution = attributions.get(mission.id);
    if (!attribution || mission.endedOn === null) return [];
    return [{ month: monthOf(mission.endedOn), attribution, end: endOf(mission, at) }];
  });
  return [...times, ...ends];
}

/** Silence is not a yes (R5): time that has waited longer than the limit on day `at` is unanswered, never confirmed. */
function timeState(entry: HoursRow, zone: string, { limits }: RuleSet, at: CivilDate): TimeState {
  if (entry.state === 'approved') return entry.onDuty ? 'confirmed' : 'confirmedOffDuty';
  if (entry.state !== 'pending') return entry.state;
  const waited = daysBetween(civilDateIn(zone, entry.updatedAt), at);
  return waited > limits.unansweredAfterDays ? 'unanswered' : 'pending';
}

function endOf(mission: MissionRow, at: CivilDate): MissionEnd {
  const revealed = evaluationsRevealed({ ...mission, evaluated: mission.evaluatedBy }, at);
  return {
    outcomes: mission.outcomeState === 'confirmed' ? mission.outcomes : [],
    scores: revealed ? mission.evaluations.map(({ scores }) => scores.map(({ score }) => score)) : [],
  };
}
