// Who may import whom. test/architecture/boundaries.spec.ts holds, for every rule, what it must reject and accept.

const DOMAIN = 'mission|marketplace|directory|programme|valuation';
const SPEC = '[.](spec|fixture)[.]ts$';
// In read-models: query classes, what answers queries, and the entry. All other files are folded.
const QUERIES = '^libs/read-models/src/.*[.]queries[.]ts$';
const ANSWERS = ['^libs/read-models/src/query/', '^libs/read-models/src/.*[.](handlers|answers)[.]ts$'];
const READ_MODELS_ENTRY = '^libs/read-models/src/(index|query-handlers)[.]ts$';
const ADAPTERS = [
  '^libs/event-store/src/(sqlite|eventstoredb|memory)/',
  '^libs/privacy/src/(database|sqlite|postgres|memory)/',
  '^libs/record-store/src/(database|migrations|sqlite|postgres|memory)/',
  '^libs/view-store/src/',
  '^libs/login/src/smtp/',
  '^apps/engine/src/tracing/opentelemetry[.]ts$',
];
// What adapters are built with: it holds clients too, and adapters of several libs import it.
const SQL_DATABASE = '^libs/sql-database/';
// Resolved or not: a client that is not installed must be refused as well.
const npm = (...names) =>
  names.flatMap((name) => [`node_modules/${name}/`, `node_modules/@types/${name}/`, `^${name}(/|$)`]);
const CLIENTS = npm(
  'better-sqlite3',
  'kysely',
  'pg',
  '@eventstore/db-client',
  '@grpc/grpc-js',
  'google-protobuf',
  '@opentelemetry/[^/]+',
  'nodemailer',
);

const forbid = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    forbid('no-circles', 'No circles, of types neither.', {}, { circular: true }),
    forbid(
      'resolvable',
      'An import that resolves to nothing would escape every rule below.',
      {},
      { couldNotResolve: true },
    ),
    forbid(
      'kernel-imports-nothing',
      'The kernel has no dependency.',
      { path: '^libs/kernel/', pathNot: SPEC },
      { pathNot: '^libs/kernel/' },
    ),
    forbid(
      'ports-import-the-kernel-only',
      'A port is an interface to the outside world, and knows no adapter.',
      { path: '^libs/ports/', pathNot: SPEC },
      { pathNot: '^libs/(ports|kernel)/' },
    ),
    forbid(
      'rules-import-the-kernel-only',
      'Rule sets are types and dated data.',
      { path: '^libs/rules/', pathNot: SPEC },
      { pathNot: '^libs/(rules|kernel)/' },
    ),
    forbid(
      'domain-imports-kernel-and-rules-only',
      'A decider knows no other domain lib, no package and no Node built-in.',
      { path: `^libs/(${DOMAIN})/`, pathNot: [SPEC, '[.]commands[.]ts$'] },
      { pathNot: '^libs/($1|kernel|rules)/' },
    ),
    forbid(
      'commands-add-validation-only',
      'Command classes are domain code, plus class-validator and class-transformer.',
      { path: `^libs/(${DOMAIN})/.*[.]commands[.]ts$` },
      { pathNot: ['^libs/($1|kernel|rules)/', ...npm('class-validator', 'class-transformer')] },
    ),
    forbid(
      'folds-know-events-only',
      'Tables, folds, projections and reports know events: no decider or its state, no port, no caller, no key, no query.',
      { path: '^libs/read-models/', pathNot: [SPEC, QUERIES, ...ANSWERS, READ_MODELS_ENTRY] },
      {
        pathNot: [
          '^libs/read-models/(?!src/query/|src/(index|query-handlers)[.]ts$|.*[.](queries|handlers|answers)[.]ts$)',
          '^libs/(kernel|rules)/',
          `^libs/(${DOMAIN})/src/events[.]ts$`,
        ],
      },
    ),
    forbid(
      'queries-add-validation-only',
      'Query classes are what a caller may ask, plus class-validator and class-transformer.',
      { path: QUERIES },
      {
        pathNot: [
          '^libs/read-models/src/.*[.]queries[.]ts$',
          '^libs/(kernel|rules)/',
          ...npm('class-validator', 'class-transformer'),
        ],
      },
    ),
    forbid(
      'handlers-know-ports-and-policies-only',
      'Queries are answered from ports, by policies, with personal fields opened: no decider or its state, no adapter.',
      { path: ANSWERS, pathNot: [SPEC, QUERIES] },
      {
        pathNot: [
          '^libs/(read-models|kernel|rules|ports|access|privacy|application)/',
          `^libs/(${DOMAIN})/src/events[.]ts$`,
          '^(node:)?timers/promises$',
          '^node_modules/lru-cache/',
        ],
      },
    ),
    forbid(
      'clients-in-adapters-only',
      'Database and server clients stay in their adapter folder; bench and test may measure and break them.',
      { pathNot: [...ADAPTERS, SQL_DATABASE, '^(test|bench)/'] },
      { path: CLIENTS },
    ),
    forbid(
      'sql-database-in-adapters-only',
      'Statements and transactions stay in the adapters.',
      { pathNot: [SPEC, ...ADAPTERS, SQL_DATABASE, '^(test|bench)/'] },
      { path: SQL_DATABASE },
    ),
    forbid(
      'adapters-chosen-by-apps',
      "Adapters are chosen in the apps' modules and nowhere else.",
      { path: '^libs/([^/]+)/', pathNot: SPEC },
      { path: ADAPTERS, pathNot: '^libs/$1/' },
    ),
    forbid(
      'ports-hide-adapters',
      'A port that imports its adapter gives it to everyone who imports the port.',
      { path: '^libs/([^/]+)/src/', pathNot: [SPEC, ...ADAPTERS, SQL_DATABASE] },
      { path: '^libs/$1/src/(database|migrations|sqlite|postgres|eventstoredb|memory|smtp)/' },
    ),
    forbid(
      'application-reaches-no-adapter',
      'The application sees ports, also at second hand.',
      { path: '^libs/application/', pathNot: SPEC },
      { path: [...ADAPTERS, SQL_DATABASE, ...CLIENTS], reachable: true },
    ),
    forbid(
      'application-reaches-no-domain',
      "Deciders, scores and projections reach the application as tables given by the apps' modules.",
      { path: '^libs/application/', pathNot: SPEC },
      { path: `^libs/(${DOMAIN}|read-models)/`, reachable: true },
    ),
    forbid(
      'testing-in-specs-only',
      'What helps to test is not shipped.',
      { pathNot: ['^libs/testing/', SPEC, '^(test|bench)/'] },
      { path: '^libs/testing/' },
    ),
    forbid(
      'no-deep-imports-between-libs',
      'A lib has one public index.ts; domain libs also events.ts, adapters an entry of their own.',
      { path: '^libs/([^/]+)/' },
      {
        path: '^libs/',
        pathNot: [
          '^libs/$1/',
          '^libs/[^/]+/src/index[.]ts$',
          `^libs/(${DOMAIN})/src/events[.]ts$`,
          '^libs/[^/]+/src/(sqlite|postgres|eventstoredb|memory|smtp)/index[.]ts$',
        ],
      },
    ),
    forbid(
      'no-deep-imports-from-outside',
      'The same for apps, tests and bench.',
      { pathNot: '^libs/' },
      {
        path: '^libs/',
        pathNot: [
          '^libs/[^/]+/src/index[.]ts$',
          `^libs/(${DOMAIN})/src/events[.]ts$`,
          '^libs/[^/]+/src/(sqlite|postgres|eventstoredb|memory|smtp)/index[.]ts$',
        ],
      },
    ),
    forbid(
      'libs-know-no-app',
      'Apps are put together from libs, never the other way.',
      { path: '^libs/' },
      { path: '^apps/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // The second is compiled by its own spec, beside types that do not exist before.
    exclude: { path: '^test/(architecture/fixtures/|client/(journey|generated))' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.d.ts', '.json'],
    },
  },
};
