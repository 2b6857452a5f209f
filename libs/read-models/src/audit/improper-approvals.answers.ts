import { maySeeHours } from '@jalon/access';
import type { CivilDate, Instant, PositionToken } from '@jalon/kernel';
import { actsTable } from '../acts/acts.projection.js';
import { peopleTable } from '../directory/directory.projection.js';
import { linkingMergers, mergersInForce, type Merger } from '../directory/mergers.answers.js';
import { readMergedPeople } from '../directory/same-organisation.answers.js';
import { standingFor } from '../directory/same-organisation.js';
import { hoursTable, type HoursRow } from '../hours/hours.table.js';
import { missionAttributionTable } from '../missions/attribution.table.js';
import { missionFacts } from '../missions/missions.answers.js';
import { missionsTable } from '../missions/missions.projection.js';
import { outcomesTable, type OutcomeRow } from '../missions/outcomes.table.js';
import type { QueryScope } from '../query/query-scope.js';
import { readAllIn, readByKeys, readVersionsIn, type TableReader } from '../query/table-reader.js';

/** What was approved is time, or the outcomes of a mission were answered. */
export const APPROVAL_KINDS = ['time', 'outcomes'] as const;

/** As whom an entry may not approve: it is about them, or they wrote a version of it. */
export const EXCLUDED_AS = ['employee', 'author'] as const;

/** An approval by somebody who turned out to be the human whom it is about, or who wrote a version of it. */
export interface ImproperApproval {
  readonly kind: (typeof APPROVAL_KINDS)[number];
  readonly mission: string;
  /** Null for outcomes. */
  readonly entryId: string | null;
  /** The day of the time, or the mission's last day. */
  readonly date: CivilDate;
  /** Null for outcomes. */
  readonly minutes: number | null;
  /** What became of it. */
  readonly state: HoursRow['state'] | OutcomeRow['state'];
  readonly employee: string;
  readonly approvedBy: string;
  readonly approvedAt: Instant;
  /** The other entries of the human who approved it, as far as the four-eyes rule excludes them. */
  readonly sameHuman: readonly ExcludedEntry[];
}

interface ExcludedEntry {
  readonly person: string;
  readonly as: (typeof EXCLUDED_AS)[number];
  /** Since when this entry and the one that approved are one human. */
  readonly mergedAt: Instant;
  /** The mergers that made them one. */
  readonly mergers: readonly (Omit<Merger, 'position'> & { readonly position: PositionToken })[];
}

/** An approval, and who may not have given it. */
interface Approval extends Omit<ImproperApproval, 'sameHuman'> {
  readonly authors: readonly string[];
}

/**
 * The approvals of time and answers to outcomes in force that mergers of entries make improper, as far as the caller may see
 * their missions. The rule is `four-eyes.ts` of the missions, applied to who is one human by now.
 */
export async function improperApprovals(scope: QueryScope): Promise<readonly ImproperApproval[]> {
  const { views, caller, given } = scope;
  const merged = await readMergedPeople(views);
  if (merged.length === 0) return [];
  const ids = merged.map(({ id }) => id);
  const mergers = mergersInForce(await readVersionsIn(views, peopleTable, { column: 'id', values: ids, by: ['id'] }));
  const humanOf = standingFor(merged);
  const mergersBetween = linkingMergers(mergers);
  const entries = [...new Set(mergers.flatMap(({ person, otherPerson }) => [person, otherPerson]))];
  const approvals = [...(await timeApprovedBy(entries, views)), ...(await outcomesAnsweredBy(entries, views))];

  const missions = [...new Set(approvals.map(({ mission }) => mission))];
  const rows = await readByKeys(
    views,
    missionsTable,
    missions.map((id) => ({ id })),
  );
  const visible = new Set(rows.filter((row) => maySeeHours(missionFacts(row), caller)).map(({ id }) => id));
  const attributions = await readByKeys(
    views,
    missionAttributionTable,
    missions.map((mission) => ({ mission })),
  );
  const attributedTo = new Map(attributions.map(({ mission, employee }) => [mission, employee]));

  return approvals.flatMap(({ authors, ...approval }) => {
    const { mission, employee, approvedBy } = approval;
    if (!visible.has(mission)) return [];
    const about = new Set([employee, attributedTo.get(mission) ?? employee]);
    const sameHuman = [...new Set([...about, ...authors])].flatMap((person): readonly ExcludedEntry[] => {
      if (humanOf(person) !== humanOf(approvedBy)) return [];
      const between = mergersBetween(approvedBy, person);
      if (!between) return [];
      const { at: mergedAt } = between.at(-1) ?? between[0];
      const shown = between.map((merger) => ({ ...merger, position: given(merger.position) }));
      return [{ person, as: about.has(person) ? 'employee' : 'author', mergedAt, mergers: shown }];
    });
    return sameHuman.length === 0 ? [] : [{ ...approval, sameHuman }];
  });
}

async function timeApprovedBy(people: readonly string[], views: TableReader): Promise<readonly Approval[]> {
  const rows = await readAllIn(views, hoursTable, {
    column: 'approvedBy',
    values: people,
    by: ['date', 'entryId', 'mission'],
  });
  return rows.flatMap(({ mission, entryId, date, minutes, state, employee, authors, approvedBy, approvedAt }) => {
    if (approvedBy === null || approvedAt === null) return [];
    return [{ kind: 'time', mission, entryId, date, minutes, state, employee, approvedBy, approvedAt, authors }];
  });
}

/** One answer is about all outcomes of a mission, so its first outcome stands for them. */
async function outcomesAnsweredBy(people: readonly string[], views: TableReader): Promise<readonly Approval[]> {
  const rows = await readAllIn(views, outcomesTable, {
    column: 'answeredBy',
    values: people,
    by: ['month', 'mission', 'number'],
  });
  const first = rows.filter(({ number }) => number === 1);
  const requesters = await closuresRequested(
    first.map(({ mission }) => mission),
    views,
  );
  return first.flatMap(({ mission, date, state, employee, claimedBy, answeredBy, answeredAt }) => {
    if (answeredBy === null || answeredAt === null) return [];
    const authors = [claimedBy, ...(requesters.get(mission) ?? [])];
    const approval = { kind: 'outcomes', mission, entryId: null, date, minutes: null, state, employee } as const;
    return [{ ...approval, approvedBy: answeredBy, approvedAt: answeredAt, authors }];
  });
}

/** Who requested a forced closure of a mission, by the mission: each claimed a version of its outcomes. */
async function closuresRequested(
  missions: readonly string[],
  views: TableReader,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const requesters = new Map<string, string[]>();
  const versions = await readVersionsIn(views, actsTable, {
    column: 'subject',
    values: missions,
    by: ['kind', 'subject'],
  });
  for (const { kind, subject, requestedBy } of versions) {
    if (kind === 'forced-closure') requesters.set(subject, [...(requesters.get(subject) ?? []), requestedBy]);
  }
  return requesters;
}
