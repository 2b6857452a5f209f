import {
  civilDateIn,
  endOfDayIn,
  lastDayOf,
  monthBefore,
  monthOf,
  type CivilDate,
  type Instant,
  type Month,
  type Zone,
} from '@jalon/kernel';
import { ruleBookOn, ruleSetOn } from '@jalon/rules';
import { organisationsTable, peopleTable } from '../directory/directory.projection.js';
import { LINKED, MERGED_PEOPLE, mergedPerson } from '../directory/same-organisation.answers.js';
import { standingFor, type OrganisationLink } from '../directory/same-organisation.js';
import { hoursTable, type HoursRow } from '../hours/hours.table.js';
import { missionAttributionTable, type MissionAttributionRow } from '../missions/attribution.table.js';
import { evaluationScoresTable, type EvaluationScoreRow } from '../missions/evaluation-scores.table.js';
import type { MissionRow } from '../missions/missions.columns.js';
import { missionsTable } from '../missions/missions.projection.js';
import { outcomesTable, type OutcomeRow } from '../missions/outcomes.table.js';
import { readByKeys, readVersions, readVersionsIn, type TableReader, type Version } from '../query/table-reader.js';
import { groupedBy, type ImpactFact, impactFacts } from './impact-facts.js';
import { statesOf, type StandingEntries } from './publication.js';
import type { CountedFact, MonthReading } from './published-month.js';

/** Every version of the rows that a publication of one month can count. */
export interface MonthVersions {
  readonly hours: readonly Version<HoursRow>[];
  /** Of the missions that ended in the month. */
  readonly ended: readonly Version<MissionRow>[];
  /** All missions with time in the month or an end in it, as they are. Of these rows only what never changes is read. */
  readonly missions: readonly MissionRow[];
  readonly attributions: readonly Version<MissionAttributionRow>[];
  readonly outcomes: readonly Version<OutcomeRow>[];
  readonly scores: readonly Version<EvaluationScoreRow>[];
}

/** Every version of what one month can count, read once: its states are then found in memory. */
export async function readMonthVersions(views: TableReader, month: Month): Promise<MonthVersions> {
  const inMonth = [['month', '=', month]] as const;
  const hours = await readVersions(views, hoursTable, { where: inMonth, by: ['month', 'mission', 'entryId'] });
  const outcomes = await readVersions(views, outcomesTable, { where: inMonth, by: ['month', 'mission', 'number'] });
  const ends = await readVersions(views, missionsTable, {
    // Days compare as text, and no month goes beyond a 31st.
    where: [
      ['endedOn', '>=', `${month}-01`],
      ['endedOn', '<=', `${month}-31`],
    ],
    by: ['endedOn', 'id'],
  });
  const endedIds = [...new Set(ends.map(({ id }) => id))];
  const missionIds = [...new Set([...endedIds, ...hours.map(({ mission }) => mission)])];
  return {
    hours,
    outcomes,
    ended: ends,
    missions: await readByKeys(
      views,
      missionsTable,
      missionIds.map((id) => ({ id })),
    ),
    attributions: await readVersionsIn(views, missionAttributionTable, {
      column: 'mission',
      values: missionIds,
      by: ['mission'],
    }),
    scores: await readVersionsIn(views, evaluationScoresTable, {
      column: 'mission',
      values: endedIds,
      by: ['mission', 'party', 'criterion'],
    }),
  };
}

interface ReadingsAsked {
  readonly month: Month;
  /** The latest month end. */
  readonly until: Month;
  readonly zone: Zone;
  /** When two people decided to correct what is published of this month. */
  readonly corrections: readonly Instant[];
  /** Which entry stood for a person at a month end. */
  readonly humansAt: StandingAt;
}

/**
 * What was known of a month at each month end with which it is published, by the rule set of that day. There is none before
 * anything was known of the month: a year long ago costs no more than others. Month ends between which nothing changed
 * share their facts.
 */
export function* monthReadings(versions: MonthVersions, asked: ReadingsAsked): Generator<MonthReading> {
  const { month, until, zone, corrections, humansAt } = asked;
  const from = firstMonthKnown(versions, zone);
  if (from === null) return;
  const factsAt = factsOfMonth(versions, month, zone);
  const changes = changesOf(versions);
  let before: { readonly day: CivilDate; readonly end: Instant; readonly facts: readonly CountedFact[] } | null = null;
  for (const asOf of statesOf(month, { from, until })) {
    const day = lastDayOf(asOf);
    const end = endOfDayIn(zone, day);
    const began = before?.end ?? endOfDayIn(zone, lastDayOf(monthBefore(asOf)));
    const unchanged = before && !changes.within(before, { day, end });
    const facts: readonly CountedFact[] = before && unchanged ? before.facts : factsAt(asOf);
    before = { day, end, facts };
    yield {
      asOf,
      facts,
      smallest: ruleSetOn(day).reports.smallestPublishedGroup,
      corrected: corrections.some((at) => at > began && at <= end),
      humanOf: humansAt(asOf),
    };
  }
}

/** What is known of a month at a month end. */
export function factsOfMonth(
  versions: MonthVersions,
  month: Month,
  zone: Zone,
): (asOf: Month) => readonly CountedFact[] {
  const movedVersions = versionsMoved(versions.hours);
  return (asOf) => {
    const day = lastDayOf(asOf);
    const end = endOfDayIn(zone, day);
    const rules = ruleBookOn(day);
    const { groupBy } = rules.inForce.reports.publication;
    // The end of a mission may be recorded after its time was published.
    const ended = inForceAt(versions.ended, end);
    const endedIds = new Set(ended.map(({ id }) => id));
    const others = versions.missions.filter(({ id }) => !endedIds.has(id));
    const hours = inForceAt(versions.hours, end).filter(({ state }) => state === 'approved');
    const moved = new Set(hours.filter((version) => movedVersions.has(version)).map(entryId));
    const rows = {
      hours,
      missions: [...ended, ...others.map((mission) => ({ ...mission, endedOn: null }))],
      attributions: inForceAt(versions.attributions, end),
      outcomes: inForceAt(versions.outcomes, end),
      scores: inForceAt(versions.scores, end),
      // The entries themselves: which of them count as one is asked of what is published.
      links: [],
      mergedPeople: [],
    };
    return impactFacts(rows, rules, day)
      .filter((fact) => fact.month === month)
      .flatMap((fact) => countedFacts(fact, groupOf(fact, groupBy), moved));
  };
}

/** When the facts of a month can change: with a version of a row, a rule set, or the deadline after which scores are shown. */
function changesOf({ hours, ended, attributions, outcomes, scores }: MonthVersions) {
  const instants = [hours, ended, attributions, outcomes, scores].flatMap((rows: readonly Version<object>[]) =>
    rows.flatMap(({ knownFromAt, knownToAt }) => [knownFromAt, knownToAt ?? knownFromAt]),
  );
  const days = ended.flatMap(({ evaluationDeadline }) => evaluationDeadline ?? []);
  type MonthEnd = Readonly<{ day: CivilDate; end: Instant }>;
  return {
    within: (after: MonthEnd, until: MonthEnd): boolean =>
      instants.some((instant) => instant > after.end && instant <= until.end) ||
      days.some((day) => day >= after.day && day < until.day) ||
      ruleSetOn(after.day) !== ruleSetOn(until.day),
  };
}

/** The civil month in which something that counts was first known; null where nothing is. */
function firstMonthKnown({ hours, ended }: MonthVersions, zone: Zone): Month | null {
  const instants = [...hours, ...ended].map(({ knownFromAt }) => knownFromAt);
  if (instants.length === 0) return null;
  const first = instants.reduce((earliest, instant) => (instant < earliest ? instant : earliest));
  return monthOf(civilDateIn(zone, first));
}

/** Which entry stood for another at the end of a month. */
export type StandingAt = (asOf: Month) => (id: string) => string;

/** Which entry stood for an organisation at the end of a month. */
async function readOrganisations(views: TableReader, zone: Zone): Promise<StandingAt> {
  return standingAt(await readVersions(views, organisationsTable, { where: [LINKED], by: ['id'] }), zone);
}

/** Which entry stood for a person at the end of a month. */
export async function readHumans(views: TableReader, zone: Zone): Promise<StandingAt> {
  const versions = await readVersions(views, peopleTable, { where: MERGED_PEOPLE, by: ['id'] });
  return standingAt(versions.map(mergedPerson), zone);
}

/** Both. */
export const readStanding = async (views: TableReader, zone: Zone): Promise<StandingEntries> => ({
  organisationsAt: await readOrganisations(views, zone),
  humansAt: await readHumans(views, zone),
});

function standingAt(links: readonly Version<OrganisationLink>[], zone: Zone): StandingAt {
  const known = new Map<Month, (id: string) => string>();
  return (asOf) => {
    const standing = known.get(asOf) ?? standingFor(inForceAt(links, endOfDayIn(zone, lastDayOf(asOf))));
    known.set(asOf, standing);
    return standing;
  };
}

function groupOf({ attribution }: ImpactFact, groupBy: Exclude<keyof MissionAttributionRow, 'tenant'>): string | null {
  const key = attribution[groupBy];
  return key === null ? null : String(key);
}

function inForceAt<R extends { readonly knownFromAt: string; readonly knownToAt: string | null }>(
  versions: readonly R[],
  at: Instant,
): readonly R[] {
  return versions.filter(({ knownFromAt, knownToAt }) => knownFromAt <= at && (knownToAt === null || knownToAt > at));
}

/**
 * The versions of entries that belonged to another month before. An entry's versions follow each other, from its logging
 * on: where one does not follow the last of this month, the entry was in another month between them.
 */
function versionsMoved(hours: MonthVersions['hours']): ReadonlySet<object> {
  const moved = new Set<object>();
  for (const versions of groupedBy(hours, entryId).values()) {
    let expected: string | null = versions[0]?.loggedAt ?? null;
    let away = false;
    for (const version of versions) {
      away ||= version.knownFromAt !== expected;
      if (away) moved.add(version);
      expected = version.knownToAt;
    }
  }
  return moved;
}

const entryId = ({ mission, entryId: entry }: Pick<HoursRow, 'mission' | 'entryId'>) => `time:${mission}:${entry}`;

/** What a publication counts of a fact: confirmed time, confirmed outcomes and revealed evaluations. */
function countedFacts(
  { attribution, rules, time, end }: ImpactFact,
  group: string | null,
  moved: ReadonlySet<string>,
): readonly CountedFact[] {
  const { mission, employee: person, organisation } = attribution;
  const common = { group, person, mission, organisation, rules, moved: false };
  const facts: CountedFact[] = [];
  if (time?.state === 'confirmed' || time?.state === 'confirmedOffDuty') {
    const id = entryId({ mission, entryId: time.entryId });
    facts.push({ ...common, id, figure: time.state, amounts: [time.minutes], moved: moved.has(id) });
  }
  for (const { number, indicator, quantity } of end?.outcomes ?? []) {
    facts.push({
      ...common,
      id: `outcome:${mission}:${number}`,
      figure: `outcome:${indicator}`,
      amounts: [quantity],
    });
  }
  end?.scores.forEach((scores, index) => {
    const sum = scores.reduce((total, score) => total + score, 0);
    const id = `evaluation:${mission}:${end.parties[index]}`;
    if (scores.length > 0) facts.push({ ...common, id, figure: 'satisfaction', amounts: [sum, scores.length, 1] });
  });
  // Nothing is nobody's figure: zeros would make a group of five out of one person's amount.
  return facts.filter(({ amounts: [amount] }) => amount !== 0);
}
