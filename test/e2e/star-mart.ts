import type { Client } from './client.js';
import type { Folders } from './service.js';
import { openStar } from './star.js';

/**
 * A star that a BI developer builds from the views by plain SQL: time entries, with their missions, organisations, causes and
 * months. Its keys refuse a second row for one thing, and a row that names nothing.
 */
const TABLES = [
  `CREATE TEMP TABLE dim_month (month text PRIMARY KEY)`,
  `CREATE TEMP TABLE dim_cause (cause text PRIMARY KEY)`,
  `CREATE TEMP TABLE dim_organisation (organisation_id text PRIMARY KEY, name text NOT NULL)`,
  `CREATE TEMP TABLE dim_mission (
    mission_id text PRIMARY KEY, title text NOT NULL,
    organisation_id text NOT NULL REFERENCES dim_organisation, cause text NOT NULL REFERENCES dim_cause
  )`,
  `CREATE TEMP TABLE fact_hours (
    mission_id text NOT NULL REFERENCES dim_mission, entry_id text NOT NULL, month text NOT NULL REFERENCES dim_month,
    state text NOT NULL, on_duty boolean NOT NULL, minutes bigint NOT NULL, PRIMARY KEY (mission_id, entry_id)
  )`,
] as const;

type Source = (view: 'hours' | 'missions' | 'organisations' | 'mission_attribution') => string;

const standing: Source = (view) => `bi_${view}`;

const knownAt: Source = (view) =>
  `(SELECT * FROM bi_${view}_history WHERE known_from_at <= :at AND (known_to_at IS NULL OR known_to_at > :at))`;

const rowsFrom = (source: Source): readonly string[] => [
  `INSERT INTO dim_month SELECT DISTINCT month FROM ${source('hours')} AS hours WHERE tenant = :tenant`,
  `INSERT INTO dim_cause
    SELECT DISTINCT coalesce(cause, '') FROM ${source('mission_attribution')} AS attribution WHERE tenant = :tenant`,
  `INSERT INTO dim_organisation
    SELECT organisation_id, name FROM ${source('organisations')} AS organisations WHERE tenant = :tenant`,
  `INSERT INTO dim_mission
    SELECT mission_id, missions.title, attribution.organisation_id, coalesce(attribution.cause, '')
    FROM ${source('missions')} AS missions
    JOIN ${source('mission_attribution')} AS attribution USING (tenant, mission_id) WHERE tenant = :tenant`,
  `INSERT INTO fact_hours
    SELECT mission_id, entry_id, month, state, on_duty, minutes FROM ${source('hours')} AS hours
    WHERE tenant = :tenant`,
];

/** The groupings of the report that the star has a dimension for. */
const GROUPINGS = { month: 'fact_hours.month', cause: 'cause', organisation: 'organisation_id' } as const;

const minutesWhere = (condition: string) => `sum(CASE WHEN ${condition} THEN minutes ELSE 0 END)`;

const totalsBy = (column: string) => `
  SELECT ${column} AS key, ${minutesWhere("state = 'approved' AND on_duty")} AS confirmed,
    ${minutesWhere("state = 'approved' AND NOT on_duty")} AS off_duty, ${minutesWhere("state = 'pending'")} AS waiting,
    ${minutesWhere("state = 'rejected'")} AS rejected, ${minutesWhere("state = 'voided'")} AS voided
  FROM fact_hours JOIN dim_mission USING (mission_id) GROUP BY ${column}`;

interface Totals {
  readonly key: string;
  readonly confirmed: number;
  readonly off_duty: number;
  readonly waiting: number;
  readonly rejected: number;
  readonly voided: number;
}

type Reported = { readonly key: string | null } & Readonly<Record<`${string}Minutes`, number>>;

/** The time of a report's row, as the star has it. */
const totalsOf = (row: Reported): Totals => ({
  key: row.key ?? '',
  confirmed: row['confirmedMinutes'] ?? NaN,
  off_duty: row['confirmedOffDutyMinutes'] ?? NaN,
  waiting: (row['pendingMinutes'] ?? NaN) + (row['unansweredMinutes'] ?? NaN),
  rejected: row['rejectedMinutes'] ?? NaN,
  voided: row['voidedMinutes'] ?? NaN,
});

const hasTime = ({ key: _, ...minutes }: Totals) => Object.values(minutes).some((each) => each !== 0);
const byKey = (one: Totals, other: Totals) => (one.key < other.key ? -1 : 1);

/** What is compared: a tenant's whole period, as it stands or as it was known at `at`. */
export interface Period {
  readonly from: string;
  readonly to: string;
  readonly at?: string;
}

/** Builds the star, and compares it with the report under every grouping that it has. Returns the totals by month. */
export async function expectReportFromStar(
  folders: Folders,
  hr: Client,
  { from, to, at }: Period,
): Promise<readonly Totals[]> {
  const star = await openStar(folders);
  try {
    await star.allowTables();
    for (const table of TABLES) await star.run(table);
    const asked = { tenant: hr.tenant, ...(at !== undefined && { at }) };
    for (const insertion of rowsFrom(at === undefined ? standing : knownAt)) await star.run(insertion, asked);
    const found: Record<string, readonly Totals[]> = {};
    for (const [grouping, column] of Object.entries(GROUPINGS)) {
      const path = `/v1/reports/impact?from=${from}&to=${to}&groupBy=${grouping}`;
      const { body } = await hr.get(at === undefined ? path : `${path}&asOf=${at}`);
      const reported = (body.rows as readonly Reported[]).map(totalsOf).filter(hasTime);
      const totals = (await star.all(totalsBy(column))) as unknown as readonly Totals[];
      const expected = [...reported].sort(byKey);
      expect([grouping, [...totals].filter(hasTime).sort(byKey)]).toEqual([grouping, expected]);
      expect(expected.length).toBeGreaterThan(1);
      found[grouping] = expected;
    }
    return found['month'] ?? [];
  } finally {
    await star.close();
  }
}

/** The number of rows of a list of the API, read page by page. */
export async function lengthOfList(client: Client, path: string): Promise<number> {
  let length = 0;
  for (let after = ''; ;) {
    const { body } = await client.get(`${path}?limit=200${after}`);
    length += (body.items as readonly unknown[]).length;
    if (typeof body.next !== 'string') return length;
    after = `&cursor=${encodeURIComponent(body.next as string)}`;
  }
}

/** Compares the numbers of rows of the views, without any condition but the tenant, with the lengths of the lists. */
export async function expectAsManyRowsAsInLists(folders: Folders, client: Client): Promise<void> {
  const star = await openStar(folders);
  try {
    for (const list of ['missions', 'hours', 'needs', 'offers', 'people', 'organisations', 'employers']) {
      const [counted] = await star.all(`SELECT count(*) AS rows FROM bi_${list} WHERE tenant = :tenant`, {
        tenant: client.tenant,
      });
      expect([list, counted?.['rows']]).toEqual([list, await lengthOfList(client, `/v1/${list}`)]);
    }
    const asked = { tenant: client.tenant };
    const [standing] = await star.all('SELECT count(*) AS rows FROM bi_missions WHERE tenant = :tenant', asked);
    const [known] = await star.all('SELECT count(*) AS rows FROM bi_missions_history WHERE tenant = :tenant', asked);
    expect(Number(known?.['rows'])).toBeGreaterThan(2 * Number(standing?.['rows']));
  } finally {
    await star.close();
  }
}
