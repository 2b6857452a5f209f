import { VERSION_COLUMNS, type Column, type Projection, type Table } from '@jalon/kernel';

/** Questions that the star answers, each of one tenant (`:tenant`) and, where it is about a period, of whole months. */
export const STAR_EXAMPLES = {
  'Confirmed minutes of a period by cause, as they stand': `
SELECT attribution."cause", sum(hours."minutes") AS "minutes"
FROM hours
JOIN mission_attribution AS attribution
  ON attribution."tenant" = hours."tenant" AND attribution."mission" = hours."mission" AND attribution."knownTo" IS NULL
WHERE hours."tenant" = :tenant AND hours."month" BETWEEN :from AND :to AND hours."knownTo" IS NULL
  AND hours."state" = 'approved' AND hours."onDuty" = TRUE AND attribution."basis" <> 'personal-time'
GROUP BY attribution."cause" ORDER BY attribution."cause"`,
  'The same as it was known at a moment (`:at`, an instant in UTC)': `
SELECT attribution."cause", sum(hours."minutes") AS "minutes"
FROM hours
JOIN mission_attribution AS attribution
  ON attribution."tenant" = hours."tenant" AND attribution."mission" = hours."mission"
  AND attribution."knownFromAt" <= :at AND (attribution."knownToAt" IS NULL OR attribution."knownToAt" > :at)
WHERE hours."tenant" = :tenant AND hours."month" BETWEEN :from AND :to
  AND hours."knownFromAt" <= :at AND (hours."knownToAt" IS NULL OR hours."knownToAt" > :at)
  AND hours."state" = 'approved' AND hours."onDuty" = TRUE AND attribution."basis" <> 'personal-time'
GROUP BY attribution."cause" ORDER BY attribution."cause"`,
  'Outcomes of a period that the organisation has confirmed, as they stand': `
SELECT outcomes."indicator", sum(outcomes."quantity") AS "quantity"
FROM outcomes
JOIN mission_attribution AS attribution
  ON attribution."tenant" = outcomes."tenant" AND attribution."mission" = outcomes."mission" AND attribution."knownTo" IS NULL
WHERE outcomes."tenant" = :tenant AND outcomes."month" BETWEEN :from AND :to AND outcomes."knownTo" IS NULL
  AND outcomes."state" = 'confirmed' AND attribution."basis" <> 'personal-time'
GROUP BY outcomes."indicator" ORDER BY outcomes."indicator"`,
  'Satisfaction with the missions that ended in a period, by cause, in hundredths of a point, half up; read on the day `:today`, without the evaluations that are hidden on it': `
SELECT attribution."cause", (200 * CAST(sum(scores."score") AS bigint) + count(*)) / (2 * count(*)) AS "averageHundredths",
  count(DISTINCT scores."mission" || scores."party") AS "answers"
FROM evaluation_scores AS scores
JOIN missions
  ON missions."tenant" = scores."tenant" AND missions."id" = scores."mission" AND missions."knownTo" IS NULL
JOIN mission_attribution AS attribution
  ON attribution."tenant" = scores."tenant" AND attribution."mission" = scores."mission" AND attribution."knownTo" IS NULL
WHERE scores."tenant" = :tenant AND substr(missions."endedOn", 1, 7) BETWEEN :from AND :to AND scores."knownTo" IS NULL
  AND (missions."status" = 'evaluated' OR missions."evaluationDeadline" < :today) AND attribution."basis" <> 'personal-time'
GROUP BY attribution."cause" ORDER BY attribution."cause"`,
  'How far the views are: a figure is of this position': `
SELECT "projection", "version", "position" FROM jalon_projections WHERE substr("projection", 1, 5) <> 'next_' ORDER BY "projection"`,
} as const;

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

The views of the embedded store lie in \`views.sqlite\` of the data folder, in tables under the names below. A BI tool opens the file for reading
only (\`file:views.sqlite?mode=ro\`): it disturbs nothing, and each of its transactions sees one moment. The names are stable. A projection
whose tables change gets a new version: it is built beside the old one and swapped in, and \`jalon_projections\` names the version and position of
each. Tables that begin with \`next_\` are being built, and hold nothing whole; those that end in \`_terms\` hold, packed, what
matches are found by.

In PostgreSQL they are views under the same names in the schema \`jalon_views\` (\`SET search_path = jalon_views\`), which show whichever build is live:
read those, never the schemas \`jalon_build_…\` behind them, which come and go. Reading through them in one statement is one moment; in several, take a transaction of
the level \`REPEATABLE READ\`. A tool that keeps a transaction open on them holds up the swap of a rebuild. A view of a tool's own upon them lives until the columns change in
a new version. Give the tool's account what it needs once and for all: \`GRANT USAGE ON SCHEMA jalon_views\`, \`GRANT SELECT ON ALL TABLES IN SCHEMA jalon_views\`, and
the same by \`ALTER DEFAULT PRIVILEGES\` of the account that projects.

Every table belongs to tenants: begin each question with its \`tenant\`. A **versioned** table keeps each version of its rows (\`knownFrom\` to
\`knownTo\`): \`"knownTo" IS NULL\` reads it as it stands. Dates are civil dates, instants are in UTC. A sealed column holds its box, never its
value, and nothing once its key is gone. What a caller may see is decided by the API: whoever reads the tables sees every tenant, what was given in
personal time, and the scores of evaluations before they are revealed, so they are for those who may see all of it.`;

function tableSection(table: Table, projection: string): string {
  const versioned = table.versioned ? ' **Versioned.**' : '';
  const columns = { ...table.columns, ...(table.versioned && VERSION_COLUMNS) };
  const rows = Object.entries(columns).map(([name, column]) => columnRow(name, column, table));
  return [
    `### ${table.name}`,
    `${table.meaning}${versioned} Projection: ${projection}. Key: ${table.key.map((column) => `\`${column}\``).join(', ')}.`,
    ['| Column | Type and unit | Meaning |', '|---|---|---|', ...rows].join('\n'),
  ].join('\n\n');
}

function columnRow(name: string, { type, nullable, unit, meaning }: Column, { star }: Table): string {
  const typed = [unit === undefined ? type : `${type}, ${unit}`, ...(nullable ? ['or null'] : [])].join(', ');
  const named = star?.names?.[name];
  return `| \`${name}\` | ${typed} | ${meaning}${named === undefined ? '' : ` Names a row of \`${named}\`.`} |`;
}
