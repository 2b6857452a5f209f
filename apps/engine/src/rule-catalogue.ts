import { alternatives, BASES, type Party } from '@jalon/kernel';
import { LIMIT_MEANINGS, MATCH_CRITERIA, type LimitMeaning, type Limits, type RuleSet } from '@jalon/rules';
import { table } from './markdown.js';

/** The page of the business rules (docs/rules.md): one section per rule set. Every number comes from the set itself. */
export function ruleCatalogue(sets: readonly RuleSet[]): string {
  return `${[HEADING, ...sets.flatMap(ruleSetSections)].join('\n\n')}\n`;
}

const HEADING = `# The business rules

This page lists the numbers and choices that decide what Jalon accepts, refuses and publishes, with their sources.

\`npm run docs\` writes it from \`libs/rules\`; a test fails when the page is behind the code. A rule set never changes once
it has been in force: a change is a new set. A mission keeps the set under which it was proposed, for life.

- **Only paid time is limited.** Limits of working time bind time on duty. Time off duty (\`onDuty: false\`) and missions
  in personal time are outside them. They still cannot overlap or exceed 24 hours a day.
- **Working time is checked within one mission.** Limits across a person's missions are not checked, and each entry says
  so (\`checkedAgainst: "mission-only"\`).
- **Half-days and the limits in hours.** A day or a week is held to its limit in hours only if some of its time was
  given in minutes. Then its half-days count towards that limit too. Half-days alone have limits of their own.
- **Four eyes.** Nobody approves or rejects their own time, or time of which they wrote a version. Nobody answers for
  the outcomes of their own mission, or for outcomes of which they wrote a version. The refusal is \`FOUR_EYES\`. Two
  entries of one human that were merged count as one. A merger undoes nothing that was approved before it: such
  approvals are listed by \`GET /v1/audit/improper-approvals\`.
- **Silence is not a yes.** Time without an answer never becomes confirmed time.`;

function ruleSetSections(set: RuleSet): readonly string[] {
  return [
    `## Rule set \`${set.id}\`\n\nFor missions proposed on or after ${set.inForceFrom}.`,
    `### Limits\n\nA code in the column "Refused as" is the \`code\` of the API's answer.`,
    table(['Limit', 'Name', 'Meaning', 'Refused as', 'Source'], limitRows(set.limits)),
    '### Who takes part\n\nA `manager` counts only where the mission names one. Proposing a mission is accepting it.',
    table(
      ['Basis', 'May propose', 'Must accept', 'Are asked to evaluate'],
      BASES.map((basis) => {
        const { proposers, required, evaluators } = set.acceptance[basis];
        return [`\`${basis}\``, codes(proposers), codes(required), codes(evaluators)];
      }),
    ),
    '### Matching\n\nHow many points of a match score each criterion can give.',
    table(
      ['Criterion', 'Points'],
      MATCH_CRITERIA.map((criterion) => [criterion, String(set.match.weights[criterion])]),
    ),
    `Where an offer names no radius, a distance beyond ${set.match.defaultRadiusKm} km scores nothing.`,
    ...reportSections(set),
  ];
}

function reportSections({ reports, ageBands }: RuleSet): readonly string[] {
  const { annualHours, source } = reports.fullTimeEquivalent;
  return [
    '### Reports',
    `- A publication shows no figure about fewer than ${reports.smallestPublishedGroup} people.
- A publication is of one whole ${alternatives(reports.publication.periods).en} of the calendar, grouped by \`month\` or
  \`${reports.publication.groupBy}\`, as of the end of a civil month. A month first appears ${reports.publication.settlesAfterMonths} month after its own end.
- A full-time equivalent is ${grouped(annualHours)} hours a year (${source}).
- Age bands go by the age on the day of confirmation.`,
    table(
      ['Age band', 'From'],
      ageBands.map(({ code, from }) => [`\`${code}\``, `${from} years`]),
    ),
  ];
}

function limitRows(limits: Limits): readonly (readonly string[])[] {
  return Object.entries(LIMIT_MEANINGS).map(([name, meaning]) => [
    amount(limits[name as keyof Limits], meaning.unit),
    `\`${name}\``,
    meaning.meaning,
    meaning.refusal === null ? '' : `\`${meaning.refusal}\``,
    meaning.source ?? 'Convention',
  ]);
}

/** A limit in its unit; minutes also in hours. */
function amount(value: number, unit: LimitMeaning['unit']): string {
  switch (unit) {
    case 'minutes':
      return `${grouped(value)} minutes (${inHours(value)})`;
    case 'percent':
      return `${value} %`;
    case 'half-days':
    case 'days':
    case 'years':
    case 'entries':
      return `${grouped(value)} ${unit}`;
  }
}

function inHours(minutes: number): string {
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest}`}`;
}

const grouped = (value: number): string => value.toLocaleString('en');

const codes = (parties: readonly Party[]): string => parties.map((party) => `\`${party}\``).join(', ');
