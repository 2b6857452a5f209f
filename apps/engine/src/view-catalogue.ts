import { VERSION_COLUMNS, type Column, type Projection, type Table } from '@jalon/kernel';
import { BI_PROGRESS, biViewsOf, POSTGRES_TYPES, type BiColumn, type BiView } from '@jalon/view-store';
import { paragraph, table } from './markdown.js';

/** Example queries, each for one tenant (`:tenant`); a period is in whole months. */
export const STAR_EXAMPLES = {
  'Confirmed minutes of a period by cause': `
SELECT attribution.cause, sum(hours.minutes) AS minutes
FROM bi_hours AS hours
JOIN bi_mission_attribution AS attribution USING (tenant, mission_id)
WHERE hours.tenant = :tenant AND hours.month BETWEEN :from AND :to AND hours.state = 'approved' AND hours.on_duty
GROUP BY attribution.cause ORDER BY attribution.cause`,
  'The same as it was known at a moment (`:at`, an instant in UTC such as `2026-03-31T22:00:00.000Z`)': `
SELECT attribution.cause, sum(hours.minutes) AS minutes
FROM bi_hours_history AS hours
JOIN bi_mission_attribution_history AS attribution
  ON attribution.tenant = hours.tenant AND attribution.mission_id = hours.mission_id
  AND attribution.known_from_at <= :at AND (attribution.known_to_at IS NULL OR attribution.known_to_at > :at)
WHERE hours.tenant = :tenant AND hours.month BETWEEN :from AND :to
  AND hours.known_from_at <= :at AND (hours.known_to_at IS NULL OR hours.known_to_at > :at)
  AND hours.state = 'approved' AND hours.on_duty
GROUP BY attribution.cause ORDER BY attribution.cause`,
  'Confirmed minutes and people of a period by month and organisation, with its branches and what was merged': `
WITH RECURSIVE links AS (
  SELECT organisation_id AS one, branch_of_id AS other FROM bi_organisations
  WHERE tenant = :tenant AND branch_of_id IS NOT NULL
  UNION
  SELECT organisation_id, merged_into_id FROM bi_organisations WHERE tenant = :tenant AND merged_into_id IS NOT NULL
), linked (organisation_id, other_id) AS (
  SELECT organisation_id, organisation_id FROM bi_organisations WHERE tenant = :tenant
  UNION
  SELECT linked.organisation_id, CASE WHEN links.one = linked.other_id THEN links.other ELSE links.one END
  FROM linked JOIN links ON linked.other_id IN (links.one, links.other)
), ranked AS (
  SELECT organisation_id, other_id, row_number() OVER (
    PARTITION BY organisation_id ORDER BY other_id IN (SELECT one FROM links), other_id
  ) AS place FROM linked
)
SELECT hours.month, organisations.name AS organisation, sum(hours.minutes) AS minutes,
  count(DISTINCT attribution.employee_id) AS people
FROM bi_hours AS hours
JOIN bi_mission_attribution AS attribution USING (tenant, mission_id)
JOIN ranked ON ranked.organisation_id = attribution.organisation_id AND ranked.place = 1
JOIN bi_organisations AS organisations
  ON organisations.tenant = hours.tenant AND organisations.organisation_id = ranked.other_id
WHERE hours.tenant = :tenant AND hours.month BETWEEN :from AND :to AND hours.state = 'approved' AND hours.on_duty
GROUP BY hours.month, organisations.organisation_id, organisations.name
ORDER BY hours.month, organisations.name, organisations.organisation_id`,
  'Outcomes of a period that the organisation has confirmed': `
SELECT outcomes.indicator, sum(outcomes.quantity) AS quantity
FROM bi_outcomes AS outcomes
JOIN bi_mission_attribution AS attribution USING (tenant, mission_id)
WHERE outcomes.tenant = :tenant AND outcomes.month BETWEEN :from AND :to AND outcomes.state = 'confirmed'
GROUP BY outcomes.indicator ORDER BY outcomes.indicator`,
  'Satisfaction by cause, in hundredths of a point, with the missions that ended between the days `:first` and `:last`': `
SELECT attribution.cause, (200 * CAST(sum(scores.score) AS bigint) + count(*)) / (2 * count(*)) AS average_hundredths,
  count(DISTINCT scores.mission_id || scores.party) AS answers
FROM bi_evaluation_scores AS scores
JOIN bi_missions AS missions USING (tenant, mission_id)
JOIN bi_mission_attribution AS attribution USING (tenant, mission_id)
WHERE scores.tenant = :tenant AND missions.ended_on BETWEEN :first AND :last
GROUP BY attribution.cause ORDER BY attribution.cause`,
  'How far the views are: a figure is of this position': `
SELECT projection, version, position FROM bi_progress ORDER BY projection`,
} as const;

/** The statements that let a PostgreSQL account read the BI views and nothing else; the account that projects runs them. */
export function biGrants(role: string, password: string): string {
  return `
CREATE ROLE ${role} LOGIN PASSWORD '${password}';
GRANT USAGE ON SCHEMA jalon_bi TO ${role};
GRANT SELECT ON ALL TABLES IN SCHEMA jalon_bi TO ${role};
ALTER DEFAULT PRIVILEGES IN SCHEMA jalon_bi GRANT SELECT ON TABLES TO ${role};
ALTER ROLE ${role} SET search_path = jalon_bi;
ALTER ROLE ${role} SET default_transaction_read_only = on;`;
}

/** The page of the views (docs/views.md): first what a BI tool reads, then the engine's own tables. */
export function viewCatalogue(projections: readonly Projection[]): string {
  const tables = projections.flatMap(({ name, version, tables: own }) =>
    own.map((table) => ({ table, projection: `${name}, version ${version}` })),
  );
  const star = (kind: 'fact' | 'dimension') =>
    tables.filter(({ table }) => table.star?.kind === kind).map((each) => starSection(each, projections));
  const own = tables.filter(({ table }) => table.star === undefined);
  return `${[
    heading(projections),
    ...Object.entries(STAR_EXAMPLES).map(([title, sql]) => `${title}:\n\n\`\`\`sql${sql}\n\`\`\``),
    '## Facts',
    ...star('fact'),
    '## Dimensions',
    ...star('dimension'),
    '## Columns of every history',
    paragraph(
      'A view `bi_…_history` has the columns of its view above, and these. A version is in force from `known_from` until just before `known_to`.',
    ),
    columnTable(versionColumns(projections)),
    '## How far the views are',
    viewSection(BI_PROGRESS, [], []),
    '## Tables of the engine itself',
    ...own.map(({ table, projection }) => tableSection(table, projection)),
  ].join('\n\n')}\n`;
}

/** By type: its name on the page, and how the embedded store holds it. */
const TYPES: Readonly<Record<BiColumn['type'], { readonly short: string; readonly embedded: string }>> = {
  text: { short: 'text', embedded: 'text' },
  date: { short: 'date', embedded: 'text, `2026-03-31`' },
  time: { short: 'time', embedded: 'text, `09:30`' },
  instant: { short: 'instant', embedded: 'text, `2026-03-31T22:00:00.000Z`: always UTC, with milliseconds' },
  integer: { short: 'integer', embedded: 'integer' },
  boolean: { short: 'boolean', embedded: 'integer, 1 or 0' },
  json: { short: 'list', embedded: 'text, a list in JSON' },
};

function typeTable(): string {
  const rows = Object.entries(TYPES).map(([type, { short, embedded }]) => [
    short,
    `\`${POSTGRES_TYPES[type as BiColumn['type']]}\``,
    embedded,
  ]);
  return table(['Type', 'In PostgreSQL', 'In the embedded store'], rows);
}

/** The views that must be loaded whole each time, and why, in a sentence. */
function loadedWhole(projections: readonly Projection[]): string {
  const star = projections.flatMap(({ tables }) => tables).filter((each) => each.star !== undefined);
  const listed = (tables: readonly Table[]) =>
    tables
      .flatMap((each) => biViewsOf(each).filter(({ history }) => !history))
      .map(({ name }) => `\`${name}\``)
      .join(', ');
  const revealed = listed(star.filter(({ star: role }) => role?.rows?.once));
  const unversioned = listed(star.filter(({ versioned }) => !versioned));
  return (
    `Load these whole each time: ${revealed}, whose rows are revealed, or hidden again, without a new version; and ` +
    `${unversioned}, of which no history is kept.`
  );
}

const heading = (projections: readonly Projection[]): string => `# The views

This page lists the SQL views that a BI tool can read, and says how to give it access.

\`npm run docs\` writes it from the tables in \`libs/read-models\`; a test fails when the page is behind the code.

## What a BI tool sees

A BI tool reads a star schema. \`bi_hours\`, \`bi_missions\` and so on show **what stands**: one row for each time entry,
each mission, and so on, as it is now. \`bi_hours_history\`, \`bi_missions_history\` and so on show **what was known**:
every version of each row, with the moments from which and until which it was in force. Count and add up the first; read
the second only as of a moment. Both have the same names in PostgreSQL and in the embedded store.

They hold what the API shows to readers of the report, on the day of reading:

- **No mission in personal time**, and nothing about one.
- **No score before its evaluation is revealed**: everyone who was asked has answered, or the day of the deadline is
  over everywhere on earth. That is up to 26 hours later than in the report (half a day in France).
- **A declined proposal is only \`not-retained\`.**
- **No personal field**, not even encrypted: no names, no staff numbers, no comments. A person is an id.

What must not be seen now is not shown as of an earlier moment either. The tables behind the views hold all of it, so
give an account for BI access to the views alone.

- Every row belongs to a tenant, and the views show all tenants: begin each query with \`tenant\`.
- An id has one name in all views: \`mission_id\`, \`organisation_id\`, \`need_id\`. Where a person has a role, the column
  is called after it (\`employee_id\`, \`manager_id\`) and names a row of \`bi_people\` (\`person_id\`). Join with
  \`tenant\`.
- The report counts an organisation, its branches (\`branch_of_id\`) and what was merged into it (\`merged_into_id\`) as
  one. Follow both columns to their end before you count or group by organisations, as an example below does.
- Lengths of time are whole minutes; the column's name says so. Positions are numbers of the
  store, as \`jalon replay --as-of\` takes them; callers of the API are given others.
${paragraph(
  `- To load only what changed since position N, read the history where \`known_from > N OR known_to > N\`. ${loadedWhole(projections)}`,
  '  ',
)}
- Rows are about single people. Whoever publishes figures from them must keep the report's rule on small groups
  ([rules.md](rules.md)).
- Names are stable. A projection whose tables change gets a new version, which is built aside and swapped in;
  \`bi_progress\` shows the version and position of each.

${typeTable()}

## In PostgreSQL

The views lie in the schema \`jalon_bi\` and always show the live build. Create an account that can read nothing else.
Run these statements as the account that projects, if it may create roles. If an administrator runs them, add
\`FOR ROLE\` with the projecting account to \`ALTER DEFAULT PRIVILEGES\`: a view whose columns change is made anew, and
would otherwise lock the tool out.

\`\`\`sql${biGrants('bi', '…')}
\`\`\`

- The tables lie in schemas \`jalon_build_…\`, which come and go. The engine's own data lies in \`jalon_views\`. The BI
  account has no rights on either.
- Make views of your own in a schema of your own, such as \`reporting\`, upon those of \`jalon_bi\`. The schemas that begin
  with \`jalon_\` are Jalon's, and may be dropped to be built again.
- The account reads the histories too: they hold nothing that a reader of the report cannot ask for with \`asOf\`. To show
  somebody only what stands, give access to a schema of your own instead.
- Views and columns carry the meanings below as comments (\`\\d+ bi_hours\` in \`psql\`).
- A day D ends at \`(date 'D' + 1)::timestamp AT TIME ZONE zone\`, with the \`zone\` of \`bi_tenants\`.
- One statement sees one moment. For several statements of one moment, use a transaction at the level
  \`REPEATABLE READ\`.
- A transaction that stays open delays the swap of a rebuild, and the start of a version with other columns. The log, or
  the refused start, names the view.
- Your own views on top of these stay while columns are only added. They are dropped when a column that they need is
  removed ([operations](operations/README.md#upgrading)).

## In the embedded store

The views lie in \`views.sqlite\` in the data folder. Open the file read-only (\`file:views.sqlite?mode=ro\`): the tool then
disturbs nothing, and each of its transactions sees one moment. A file has no accounts: anyone who can open it can read
the tables too. Give it only to people who may see everything; for others, use exports of the API or PostgreSQL.

Compare days and moments as texts in the forms above; \`date()\` and \`strftime()\` read them.

Ignore tables that begin with \`next_\` (being built) and those that end in \`_terms\` (the search index of matches).

## Example queries`;

interface Placed {
  readonly table: Table;
  readonly projection: string;
}

function starSection({ table: of, projection }: Placed, projections: readonly Projection[]): string {
  const [standing, history] = biViewsOf(of) as readonly [BiView, BiView?];
  const leftOut = Object.keys(of.columns).filter((name) => !standing.columns.some(({ column }) => column === name));
  return viewSection(
    standing,
    [
      `- History: ${history ? `\`${history.name}\`` : 'none is kept'}`,
      ...(of.star?.rows?.once ? ['- Rows are revealed without a new version: load it whole each time'] : []),
      `- Projection: ${projection}`,
      ...(leftOut.length > 0
        ? [paragraph(`- Not for BI: ${leftOut.map((name) => `\`${name}\``).join(', ')}`, '  ')]
        : []),
    ],
    projections,
    of,
  );
}

function viewSection(
  { name, meaning, key, columns }: BiView,
  about: readonly string[],
  projections: readonly Projection[],
  of?: Table,
): string {
  const keyed = key.length > 0 ? [`- Key: ${key.map((column) => `\`${column}\``).join(', ')}`] : [];
  return [
    `### ${name}`,
    paragraph(meaning),
    [...keyed, ...about].join('\n'),
    columnTable(columns, (column) => `${joined(column, projections)}${masks(column, of)}`),
  ].join('\n\n');
}

function columnTable(columns: readonly BiColumn[], more: (column: BiColumn) => string = () => ''): string {
  const rows = columns.map((column) => {
    const { name, type, nullable, unit = '', meaning } = column;
    return [`\`${name}\``, `${TYPES[type].short}${nullable ? ' or null' : ''}`, unit, `${meaning}${more(column)}`];
  });
  return table(['Column', 'Type', 'Unit', 'Meaning'], rows);
}

function joined({ names }: BiColumn, projections: readonly Projection[]): string {
  if (names === undefined) return '';
  const named = projections.flatMap(({ tables }) => tables).find(({ name }) => name === names);
  if (named?.star?.thing === undefined) throw new Error(`${names} is no dimension with ids`);
  return ` Refers to \`bi_${names}.${named.star.thing}_id\`.`;
}

const masks = ({ column }: BiColumn, of?: Table): string =>
  Object.entries(of?.star?.masked?.[column] ?? {})
    .map(([code, mask]) => ` \`${code}\` is shown as \`${mask}\`.`)
    .join('');

/** The four columns that only a history has. */
function versionColumns(projections: readonly Projection[]): readonly BiColumn[] {
  const [standing, history] =
    projections
      .flatMap(({ tables }) => tables)
      .map(biViewsOf)
      .find((views) => views.length === 2) ?? [];
  return history?.columns.slice(standing?.columns.length) ?? [];
}

function tableSection(view: Table, projection: string): string {
  const columns = { ...view.columns, ...(view.versioned && VERSION_COLUMNS) };
  const rows = Object.entries(columns).map(([name, column]) => columnRow(name, column));
  return [
    `### ${view.name}`,
    paragraph(`${view.meaning}${view.versioned ? ' **Versioned.**' : ''}`),
    [`- Projection: ${projection}`, `- Key: ${view.key.map((column) => `\`${column}\``).join(', ')}`].join('\n'),
    table(['Column', 'Type', 'Unit', 'Meaning'], rows),
  ].join('\n\n');
}

const columnRow = (name: string, { type, nullable, unit = '', meaning }: Column): readonly string[] => [
  `\`${name}\``,
  `${type}${nullable ? ' or null' : ''}`,
  unit,
  meaning,
];
