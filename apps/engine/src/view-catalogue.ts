import { VERSION_COLUMNS, type Column, type Projection, type Table } from '@jalon/kernel';

/** Questions that the star answers, each of one tenant (`:tenant`) and, where it is about a period, of whole months. */
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

/** What lets an account of PostgreSQL read the star and nothing else; run by the account that projects. */
export function biGrants(role: string, password: string): string {
  return `
CREATE ROLE ${role} LOGIN PASSWORD '${password}';
GRANT USAGE ON SCHEMA jalon_bi TO ${role};
GRANT SELECT ON ALL TABLES IN SCHEMA jalon_bi TO ${role};
ALTER DEFAULT PRIVILEGES IN SCHEMA jalon_bi GRANT SELECT ON TABLES TO ${role};
ALTER ROLE ${role} SET search_path = jalon_bi;
ALTER ROLE ${role} SET default_transaction_read_only = on;`;
}

/** The catalogue of views (docs/views.md): the star that a BI tool reads, then what the engine keeps for itself. */
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
    ...section('What the engine keeps for itself', ({ star }) => star === undefined),
  ].join('\n\n')}\n`;
}

const HEADING = `# The views

Written by \`npm run docs\` from the tables in \`libs/read-models\`; a test fails when it is behind them.

A BI tool reads the star: the views \`bi_hours\`, \`bi_missions\`, … under the names below, and \`bi_progress\`. They hold what the API shows to those who may read the report, on the day of
reading: **no mission given in personal time** and nothing of one, **no score before its evaluation is revealed**, and of a proposal that was declined only \`not-retained\`. Whoever reads the tables
behind them sees all of it, so an account for BI is let in to the views alone. An evaluation is revealed when all who were asked have answered, or when the day of its deadline is over wherever on earth one
is: up to 26 hours after the report shows it, half a day in France. What is not to be seen now is not shown as it was known before either.

**In PostgreSQL** they lie in a schema of their own, \`jalon_bi\`, and show whichever build is live. Give the tool an account that can read nothing else. The account that projects says so, if it may make roles; an administrator who does adds
\`FOR ROLE\` with that account to \`ALTER DEFAULT PRIVILEGES\`, since a view whose columns have changed is made anew, and would let the tool in no more:

\`\`\`sql${biGrants('bi', '…')}
\`\`\`

The tables lie in the schemas \`jalon_build_…\`, which come and go, and what the engine keeps of them in \`jalon_views\`: the account has no right there. Reading in one statement is one moment; in several, take a
transaction of the level \`REPEATABLE READ\`. A tool that keeps a transaction open on them holds up the swap of a rebuild, and the start of a version that
shows them otherwise: the log, or the start that is refused, names the view. A view of a tool's own upon them stays while columns are only added, and goes with a
column that goes ([operations](operations/README.md#upgrading)).

**In the embedded store** they lie in \`views.sqlite\` of the data folder. A BI tool opens the file for reading only (\`file:views.sqlite?mode=ro\`): it disturbs nothing, and each of its transactions sees one
moment. A file has no accounts: who can open it can read the tables behind the views too, so it is for those who may see everything; give others what the API exports, or PostgreSQL. Tables that begin with
\`next_\` are being built, and hold nothing whole; those that end in \`_terms\` hold, packed, what matches are found by.

The names are stable. A projection whose tables change gets a new version: it is built beside the old one and swapped in, and \`bi_progress\` names the version and position of each.

Every row belongs to a tenant: begin each question with its \`tenant\`. Every tenant is shown. A **versioned** table keeps each version of its rows (\`knownFrom\` to
\`knownTo\`): \`"knownTo" IS NULL\` reads it as it stands. Dates are civil dates, instants are in UTC. A sealed column holds its box, never its
value, and nothing once its key is gone. Rows tell of single people: what is published from them keeps the report's own rule of groups of five.`;

function tableSection(table: Table, projection: string): string {
  const versioned = table.versioned ? ' **Versioned.**' : '';
  const read = table.star ? ` Read it as \`bi_${table.name}\`.` : '';
  const columns = { ...table.columns, ...(table.versioned && VERSION_COLUMNS) };
  const rows = Object.entries(columns).map(([name, column]) => columnRow(name, column, table));
  return [
    `### ${table.name}`,
    `${table.meaning}${versioned}${read} Projection: ${projection}. Key: ${table.key.map((column) => `\`${column}\``).join(', ')}.`,
    ['| Column | Type and unit | Meaning |', '|---|---|---|', ...rows].join('\n'),
  ].join('\n\n');
}

function columnRow(name: string, { type, nullable, unit, meaning }: Column, { star }: Table): string {
  const typed = [unit === undefined ? type : `${type}, ${unit}`, ...(nullable ? ['or null'] : [])].join(', ');
  const named = star?.names?.[name];
  const names = named === undefined ? '' : ` Names a row of \`${named}\`.`;
  const masked = Object.entries(star?.masked?.[name] ?? {}).map(
    ([code, mask]) => ` For BI \`${code}\` is \`${mask}\`.`,
  );
  const withheld = star?.withheld?.includes(name) ? ' Not for BI.' : '';
  return `| \`${name}\` | ${typed} | ${meaning}${names}${masked.join('')}${withheld} |`;
}
