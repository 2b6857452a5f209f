import { VERSION_COLUMNS, type Column, type Projection, type Table } from '@jalon/kernel';
import { paragraph, table } from './markdown.js';

/** Example queries, each for one tenant (`:tenant`); a period is in whole months. */
export const STAR_EXAMPLES = {
  'Confirmed minutes of a period by cause, as they stand': `
SELECT attribution."cause", sum(hours."minutes") AS "minutes"
FROM bi_hours AS hours
JOIN bi_mission_attribution AS attribution
  ON attribution."tenant" = hours."tenant" AND attribution."mission" = hours."mission" AND attribution."knownTo" IS NULL
WHERE hours."tenant" = :tenant AND hours."month" BETWEEN :from AND :to AND hours."knownTo" IS NULL
  AND hours."state" = 'approved' AND hours."onDuty" = TRUE AND attribution."basis" <> 'personal-time'
GROUP BY attribution."cause" ORDER BY attribution."cause"`,
  'The same as it was known at a moment (`:at`, an instant in UTC)': `
SELECT attribution."cause", sum(hours."minutes") AS "minutes"
FROM bi_hours AS hours
JOIN bi_mission_attribution AS attribution
  ON attribution."tenant" = hours."tenant" AND attribution."mission" = hours."mission"
  AND attribution."knownFromAt" <= :at AND (attribution."knownToAt" IS NULL OR attribution."knownToAt" > :at)
WHERE hours."tenant" = :tenant AND hours."month" BETWEEN :from AND :to
  AND hours."knownFromAt" <= :at AND (hours."knownToAt" IS NULL OR hours."knownToAt" > :at)
  AND hours."state" = 'approved' AND hours."onDuty" = TRUE AND attribution."basis" <> 'personal-time'
GROUP BY attribution."cause" ORDER BY attribution."cause"`,
  'Outcomes of a period that the organisation has confirmed, as they stand': `
SELECT outcomes."indicator", sum(outcomes."quantity") AS "quantity"
FROM bi_outcomes AS outcomes
JOIN bi_mission_attribution AS attribution
  ON attribution."tenant" = outcomes."tenant" AND attribution."mission" = outcomes."mission" AND attribution."knownTo" IS NULL
WHERE outcomes."tenant" = :tenant AND outcomes."month" BETWEEN :from AND :to AND outcomes."knownTo" IS NULL
  AND outcomes."state" = 'confirmed' AND attribution."basis" <> 'personal-time'
GROUP BY outcomes."indicator" ORDER BY outcomes."indicator"`,
  'Satisfaction with the missions that ended in a period, by cause, in hundredths of a point, half up': `
SELECT attribution."cause", (200 * CAST(sum(scores."score") AS bigint) + count(*)) / (2 * count(*)) AS "averageHundredths",
  count(DISTINCT scores."mission" || scores."party") AS "answers"
FROM bi_evaluation_scores AS scores
JOIN bi_missions AS missions
  ON missions."tenant" = scores."tenant" AND missions."id" = scores."mission" AND missions."knownTo" IS NULL
JOIN bi_mission_attribution AS attribution
  ON attribution."tenant" = scores."tenant" AND attribution."mission" = scores."mission" AND attribution."knownTo" IS NULL
WHERE scores."tenant" = :tenant AND substr(missions."endedOn", 1, 7) BETWEEN :from AND :to AND scores."knownTo" IS NULL
  AND attribution."basis" <> 'personal-time'
GROUP BY attribution."cause" ORDER BY attribution."cause"`,
  'How far the views are: a figure is of this position': `
SELECT "projection", "version", "position" FROM bi_progress ORDER BY "projection"`,
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
  const section = (title: string, wanted: (table: Table) => boolean) => [
    `## ${title}`,
    ...tables.filter(({ table }) => wanted(table)).map(({ table, projection }) => tableSection(table, projection)),
  ];
  return `${[
    HEADING,
    ...Object.entries(STAR_EXAMPLES).map(([title, sql]) => `${title}:\n\n\`\`\`sql${sql}\n\`\`\``),
    ...section('Facts', ({ star }) => star?.kind === 'fact'),
    ...section('Dimensions', ({ star }) => star?.kind === 'dimension'),
    ...section('Tables of the engine itself', ({ star }) => star === undefined),
  ].join('\n\n')}\n`;
}

const HEADING = `# The views

This page lists the tables that a BI tool can read, and says how to give it access.

\`npm run docs\` writes it from the tables in \`libs/read-models\`; a test fails when the page is behind the code.

## What a BI tool sees

A BI tool reads a star schema: the views \`bi_hours\`, \`bi_missions\`, … and \`bi_progress\`. They hold what the API shows
to readers of the report, on the day of reading:

- **No mission in personal time**, and nothing about one.
- **No score before its evaluation is revealed**: everyone who was asked has answered, or the day of the deadline is
  over everywhere on earth. That is up to 26 hours later than in the report (half a day in France).
- **A declined proposal is only \`not-retained\`.**

What must not be seen now is not shown as of an earlier moment either. The tables behind the views hold all of it, so
give an account for BI access to the views alone.

- Every row belongs to a tenant, and the views show all tenants: begin each query with \`tenant\`.
- A **versioned** table keeps each version of its rows (\`knownFrom\` to \`knownTo\`). \`"knownTo" IS NULL\` selects the
  current ones.
- Dates are civil dates; instants are in UTC.
- A sealed column holds encrypted bytes, never the value, and nothing once its key is destroyed.
- Rows are about single people. Whoever publishes figures from them must keep the report's rule on small groups
  ([rules.md](rules.md)).
- Names are stable. A projection whose tables change gets a new version, which is built aside and swapped in;
  \`bi_progress\` shows the version and position of each.

## In PostgreSQL

The views lie in the schema \`jalon_bi\` and always show the live build. Create an account that can read nothing else.
Run these statements as the account that projects, if it may create roles. If an administrator runs them, add
\`FOR ROLE\` with the projecting account to \`ALTER DEFAULT PRIVILEGES\`: a view whose columns change is made anew, and
would otherwise lock the tool out.

\`\`\`sql${biGrants('bi', '…')}
\`\`\`

- The tables lie in schemas \`jalon_build_…\`, which come and go. The engine's own data lies in \`jalon_views\`. The BI
  account has no rights on either.
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

Ignore tables that begin with \`next_\` (being built) and those that end in \`_terms\` (the search index of matches).

## Example queries`;

function tableSection(view: Table, projection: string): string {
  const columns = { ...view.columns, ...(view.versioned && VERSION_COLUMNS) };
  const rows = Object.entries(columns).map(([name, column]) => columnRow(name, column, view));
  return [
    `### ${view.name}`,
    paragraph(`${view.meaning}${view.versioned ? ' **Versioned.**' : ''}`),
    [
      ...(view.star ? [`- For BI: \`bi_${view.name}\``] : []),
      `- Projection: ${projection}`,
      `- Key: ${view.key.map((column) => `\`${column}\``).join(', ')}`,
    ].join('\n'),
    table(['Column', 'Type and unit', 'Meaning'], rows),
  ].join('\n\n');
}

function columnRow(name: string, { type, nullable, unit, meaning }: Column, { star }: Table): readonly string[] {
  const typed = [unit === undefined ? type : `${type}, ${unit}`, ...(nullable ? ['or null'] : [])].join(', ');
  const named = star?.names?.[name];
  const names = named === undefined ? '' : ` Names a row of \`${named}\`.`;
  const masked = Object.entries(star?.masked?.[name] ?? {}).map(
    ([code, mask]) => ` For BI \`${code}\` is \`${mask}\`.`,
  );
  const withheld = star?.withheld?.includes(name) ? ' Not for BI.' : '';
  return [`\`${name}\``, typed, `${meaning}${names}${masked.join('')}${withheld}`];
}
