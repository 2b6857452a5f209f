import { type CivilDate, civilDateIn, daysBetween, merged, type Month, monthOf } from '@jalon/kernel';
import { evaluationsRevealed, type RuleBook, type TimeState } from '@jalon/rules';
import { standingFor, type OrganisationLink } from '../directory/same-organisation.js';
import type { HoursRow } from '../hours/hours.table.js';
import type { MissionAttributionRow } from '../missions/attribution.table.js';
import type { EvaluationScoreRow } from '../missions/evaluation-scores.table.js';
import type { MissionRow } from '../missions/missions.columns.js';
import type { OutcomeRow } from '../missions/outcomes.table.js';

/** A fact that a report counts: a time entry, or the end of a mission. */
export interface ImpactFact {
  readonly month: Month;
  readonly attribution: MissionAttributionRow;
  /** The rule set of the mission. */
  readonly rules: string;
  readonly time?: TimeCounted;
  readonly end?: MissionEnd;
}

interface TimeCounted {
  readonly entryId: string;
  readonly state: TimeState;
  /** For a half-day, its conversion on the day that it was logged. */
  readonly minutes: number;
  /** As it was logged: a half-day counts as one, whatever its minutes. */
  readonly unit: HoursRow['unit'];
}

interface MissionEnd {
  /** Those that the organisation confirmed; claimed and disputed ones do not count. */
  readonly outcomes: readonly Pick<OutcomeRow, 'number' | 'indicator' | 'quantity'>[];
  /** The scores of revealed evaluations, one list a party; hidden ones do not count. */
  readonly scores: readonly (readonly number[])[];
  /** The parties, in the order of these lists. */
  readonly parties: readonly string[];
}

export interface ImpactRows {
  readonly missions: readonly MissionRow[];
  readonly attributions: readonly MissionAttributionRow[];
  readonly hours: readonly HoursRow[];
  readonly outcomes: readonly OutcomeRow[];
  readonly scores: readonly EvaluationScoreRow[];
  /** Entries of the directory that count as one with others. */
  readonly links: readonly OrganisationLink[];
  /** Entries of people that are one human with others. */
  readonly mergedPeople: readonly OrganisationLink[];
}

/**
 * The facts of confirmed missions. Missions in personal time are left out: they are no business of the hierarchy. Time
 * belongs to the month of its day; outcomes and evaluations to the month of the mission's last day. Branches, and what
 * was merged, count as one organisation; merged entries of people count as one human.
 */
export function impactFacts(rows: ImpactRows, rules: RuleBook, at: CivilDate): readonly ImpactFact[] {
  const organisationOf = standingFor(rows.links);
  const humanOf = standingFor(rows.mergedPeople);
  const counted = rows.attributions
    .filter(({ basis }) => basis !== 'personal-time')
    .map((attribution) =>
      merged(attribution, {
        organisation: organisationOf(attribution.organisation),
        employee: humanOf(attribution.employee),
      }),
    );
  const attributions = new Map(counted.map((attribution) => [attribution.mission, attribution]));
  const missions = new Map(rows.missions.map((mission) => [mission.id, mission]));
  const times = rows.hours.flatMap((entry) => {
    const attribution = attributions.get(entry.mission);
    const mission = missions.get(entry.mission);
    if (!attribution || !mission) return [];
    const { entryId, minutes, unit } = entry;
    const state = timeState(entry, mission, rules, at);
    return [{ month: entry.month, attribution, rules: mission.rules, time: { entryId, state, minutes, unit } }];
  });
  const outcomes = groupedBy(rows.outcomes, byMission);
  const scores = groupedBy(rows.scores, byMission);
  const ends = rows.missions.flatMap((mission) => {
    const attribution = attributions.get(mission.id);
    if (!attribution || mission.endedOn === null) return [];
    const said = { outcomes: outcomes.get(mission.id) ?? [], scores: scores.get(mission.id) ?? [] };
    return [{ month: monthOf(mission.endedOn), attribution, rules: mission.rules, end: endOf(mission, said, at) }];
  });
  return [...times, ...ends];
}

/**
 * What a time entry counts as on day `at`. Time that has waited longer than the limit of the mission's rule set is
 * unanswered, never confirmed: silence is not consent.
 */
export function timeState(
  entry: Pick<HoursRow, 'state' | 'onDuty' | 'updatedAt'>,
  mission: Pick<MissionRow, 'zone' | 'rules'>,
  rules: RuleBook,
  at: CivilDate,
): TimeState {
  if (entry.state === 'approved') return entry.onDuty ? 'confirmed' : 'confirmedOffDuty';
  if (entry.state !== 'pending') return entry.state;
  const waited = daysBetween(civilDateIn(mission.zone, entry.updatedAt), at);
  return waited > rules.byId(mission.rules).limits.unansweredAfterDays ? 'unanswered' : 'pending';
}

interface SaidOfEnd {
  readonly outcomes: readonly OutcomeRow[];
  readonly scores: readonly EvaluationScoreRow[];
}

function endOf(mission: MissionRow, { outcomes, scores }: SaidOfEnd, at: CivilDate): MissionEnd {
  const revealed = evaluationsRevealed({ ...mission, evaluated: mission.evaluatedBy }, at);
  const byParty = groupedBy(revealed ? scores : [], ({ party }) => party);
  return {
    outcomes: outcomes.filter(({ state }) => state === 'confirmed'),
    scores: [...byParty.values()].map((given) => given.map(({ score }) => score)),
    parties: [...byParty.keys()],
  };
}

const byMission = ({ mission }: { readonly mission: string }) => mission;

/** Items by key, both in the order in which they first appear. */
export function groupedBy<T, K>(all: readonly T[], keyOf: (one: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}
