import {
  confidences,
  POLICY_KINDS,
  RELATION_MEANINGS,
  RELATIONS,
  type Confidence,
  type Holder,
  type Policy,
  type PolicyKind,
} from '@jalon/access';
import { ROLES } from '@jalon/kernel';
import { paragraph, table } from './markdown.js';

/** The columns of the table, and what each stands for. */
const HOLDERS: Readonly<Record<Holder, string>> = {
  admin: 'Administers the tenant. Also acts for the company',
  hr: 'Human resources: act for the company',
  manager: 'The manager whom a mission names',
  employee: 'The employee of a mission',
  organisation: 'Coordinator of a non-profit: speaks for one organisation at a time',
  auditor: 'Reads everything that a relation allows, until the end of the audit; changes nothing',
  compliance: 'Oversees the company’s missions; changes nothing',
  'works-council': 'Members of the works council (CSE): figures that are published, and nothing of a person',
  dpo: 'Data protection officer: the directory, and who looked at whom',
  service: 'A program that is no person: reference data and metrics. Whatever else it does takes another role',
  operator: 'Whoever runs the installation, at its command line. No token carries this role',
  system: 'The engine itself. No token carries this role',
  left: 'Somebody who has left: no role is theirs any more, and they read their own record',
};

const KINDS: Readonly<Record<PolicyKind, string>> = {
  command: 'changes something; named after its class, as in the operation’s id',
  query: 'reads; named after its class',
  export: 'writes a query’s whole answer as a file',
  live: 'follows the live stream',
  operation: 'runs something of the service itself',
};

/** The page of the policies (docs/access.md): who may do what, and what stays hidden. */
export function accessCatalogue(policies: readonly Policy[], hidden: readonly Confidence[] = confidences): string {
  const sections = [...new Set(policies.map(({ of }) => of))].map((of) =>
    section(
      of,
      policies.filter((policy) => policy.of === of),
    ),
  );
  return `${[HEADING, ...sections, hiddenSection(hidden)].join('\n\n')}\n`;
}

/** Short marks keep the table readable: a column for each role. */
const MARKS = {
  self: 'self',
  team: 'team',
  organisation: 'org',
  employer: 'empl.',
  tenant: 'all',
  ids: 'ids',
  published: 'publ.',
} as const;

const HEADING = [
  '# Who may do what',
  'This page lists every action of Jalon, and which role may use it on whose things.',
  paragraph(
    '`npm run docs` writes it from `libs/access/src/policies.ts`; a test fails when the page is behind the code. An action ' +
      'without a line cannot be reached: the service does not start with such a route, and no such command or query is carried ' +
      'out. `test/e2e/access.spec.ts` sends every route as every role, to things of their own and of others, and compares ' +
      'each answer with this table.',
  ),
  '## Relations',
  paragraph(
    'A mark says whose things the role may use the action on. Without a mark the role may not use it. A caller with several ' +
      'roles may do what one of them may. Human resources, auditors, compliance and members of the works council may have ' +
      'their role for one employer alone; it then gives what is marked `self`, `empl.` or `publ.` ' +
      '([ADR 0043](adr/0043-roles-of-one-employer.md)).',
  ),
  table(
    ['Mark', 'Whose things'],
    RELATIONS.map((relation) => [`\`${MARKS[relation]}\``, RELATION_MEANINGS[relation]]),
  ),
  '## Roles',
  table(
    ['Role', 'Who'],
    ([...ROLES, 'left'] as const).map((holder) => [`\`${holder}\``, HOLDERS[holder]]),
  ),
  '## Refusals',
  table(
    ['Status', 'When'],
    [
      ['401', 'Nothing proves who is asking'],
      ['404', 'There is no such thing, or the caller may not see it. Commands on a thing answer as its reading does'],
      ['403', 'The caller sees it, or could see such things, and may not do this'],
      ['409', 'An id that the client chose is taken, also where the caller may not see by what'],
    ],
  ),
  '## Actions',
  POLICY_KINDS.map((kind) => `- **${kind}**: ${KINDS[kind]}`).join('\n'),
].join('\n\n');

function section(of: string, policies: readonly Policy[]): string {
  const holders = ([...ROLES, 'left'] as const).filter((holder) => policies.some(({ reach }) => reach[holder]));
  const specs = [...new Set(policies.flatMap((policy) => policy.specs))];
  const rows = policies.map(({ action, kind, reach }) => [
    `\`${action}\``,
    kind,
    ...holders.map((holder) => (reach[holder] ? MARKS[reach[holder]] : '')),
  ]);
  return [
    `### ${of}`,
    table(['Action', 'Kind', ...holders.map((holder) => `\`${holder}\``)], rows),
    ...(specs.length > 0 ? [`Covered by:\n\n${listed(specs)}`] : []),
  ].join('\n\n');
}

function hiddenSection(hidden: readonly Confidence[]): string {
  return [
    '## What stays hidden',
    'Some of what an action shows is hidden from some of those who may use it.',
    ...hidden.map(({ what, shown, specs }) => `### ${what}\n\n${paragraph(shown)}\n\nCovered by:\n\n${listed(specs)}`),
  ].join('\n\n');
}

const listed = (specs: readonly string[]) => specs.map((spec) => `- [\`${spec}\`](../${spec})`).join('\n');
