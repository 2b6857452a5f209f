import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = process.cwd();

/** For each rule, the fixtures that it must reject. A rule that matches nothing would protect nothing. */
const MUST_REJECT: Record<string, string[]> = {
  'no-circles': ['libs/privacy/src/circle-a.ts'],
  resolvable: ['libs/privacy/src/imports-nothing-that-exists.ts'],
  'kernel-imports-nothing': [
    'libs/kernel/src/imports-a-lib.ts',
    'libs/kernel/src/imports-a-package.ts',
    'libs/kernel/src/imports-a-builtin.ts',
  ],
  'ports-import-the-kernel-only': ['libs/ports/src/imports-a-lib.ts', 'libs/ports/src/imports-a-package.ts'],
  'rules-import-the-kernel-only': ['libs/rules/src/imports-a-domain.ts'],
  'domain-imports-kernel-and-rules-only': [
    'libs/mission/src/imports-another-domain.ts',
    'libs/mission/src/imports-another-domains-events.ts',
    'libs/marketplace/src/imports-a-package.ts',
    'libs/directory/src/imports-a-builtin.ts',
    'libs/directory/src/imports-validation.ts',
  ],
  'commands-add-validation-only': [
    'libs/mission/src/imports-nest.commands.ts',
    'libs/mission/src/imports-a-builtin.commands.ts',
  ],
  'folds-know-events-only': [
    'libs/read-models/src/imports-a-decider.ts',
    'libs/read-models/src/imports-a-state.ts',
    'libs/read-models/src/imports-the-store.ts',
    'libs/read-models/src/imports-a-port.ts',
    'libs/read-models/src/imports-a-policy.ts',
    'libs/read-models/src/imports-keys.ts',
    'libs/read-models/src/imports-validation.ts',
    'libs/read-models/src/imports-its-handlers.ts',
  ],
  'queries-add-validation-only': [
    'libs/read-models/src/imports-nest.queries.ts',
    'libs/read-models/src/imports-a-port.queries.ts',
  ],
  'handlers-know-ports-and-policies-only': [
    'libs/read-models/src/imports-a-decider.handlers.ts',
    'libs/read-models/src/imports-an-adapter.answers.ts',
    'libs/read-models/src/query/imports-a-builtin.ts',
  ],
  'clients-in-adapters-only': [
    'libs/event-store/src/imports-sqlite-itself.ts',
    'libs/event-store/src/imports-the-server-client.ts',
    'libs/event-store/src/imports-the-wire.ts',
    'libs/access/src/imports-kysely.ts',
    'libs/application/src/imports-kysely.ts',
    'apps/api/src/imports-pg.ts',
    'apps/api/src/imports-protobuf.ts',
    'apps/api/src/imports-tracing.ts',
    'apps/api/src/imports-a-mailer.ts',
  ],
  'sql-database-in-adapters-only': [
    'libs/record-store/src/imports-sql-database.ts',
    'apps/api/src/imports-sql-database.ts',
  ],
  'adapters-chosen-by-apps': [
    'libs/access/src/imports-an-adapter.ts',
    'libs/access/src/imports-the-views.ts',
    'libs/access/src/imports-the-records.ts',
    'libs/application/src/imports-an-adapter.ts',
    'libs/application/src/imports-the-memory-adapter.ts',
  ],
  'ports-hide-adapters': [
    'libs/event-store/src/gives-its-adapter-away.ts',
    'libs/privacy/src/gives-its-database-away.ts',
    'libs/record-store/src/gives-its-migrations-away.ts',
  ],
  'application-reaches-no-adapter': [
    'libs/application/src/imports-an-adapter.ts',
    'libs/application/src/imports-an-adapter-at-second-hand.ts',
    'libs/application/src/imports-kysely.ts',
    'libs/application/src/imports-the-memory-adapter.ts',
  ],
  'application-reaches-no-domain': [
    'libs/application/src/imports-a-decider.ts',
    'libs/application/src/imports-events.ts',
    'libs/application/src/imports-a-projection.ts',
  ],
  'testing-in-specs-only': ['libs/privacy/src/imports-testing.ts', 'apps/cli/src/imports-testing.ts'],
  'no-deep-imports-between-libs': ['libs/privacy/src/imports-deep.ts', 'libs/read-models/src/imports-a-state.ts'],
  'no-deep-imports-from-outside': ['apps/api/src/imports-deep.ts', 'test/e2e/imports-deep.ts'],
  'libs-know-no-app': ['libs/privacy/src/imports-an-app.ts'],
};

interface Cruise {
  summary: { violations: { from: string; to: string; rule: { name: string } }[]; error: number };
  modules: { source: string; dependencies: { module: string; resolved: string }[] }[];
}

/** Cruises a copy of a fixture tree, laid out like the repository and with its tsconfig, so the rules see real paths. */
function cruise(tree: 'reject' | 'accept'): Cruise {
  const folder = mkdtempSync(join(tmpdir(), 'boundaries-'));
  try {
    cpSync(join(root, 'test/architecture/fixtures', tree), folder, { recursive: true });
    for (const file of ['tsconfig.json', 'package.json']) cpSync(join(root, file), join(folder, file));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const tool = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const config = join(root, '.dependency-cruiser.mjs');
    const json = execFileSync(
      process.execPath,
      [tool, '--config', config, '--output-type', 'json', '{apps,libs,bench,test}/**/*.ts'],
      { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    );
    return JSON.parse(json) as Cruise;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Read by Node itself: the configuration is a module, and jest would compile it. */
function ruleNames(): string[] {
  const url = pathToFileURL(join(root, '.dependency-cruiser.mjs')).href;
  const script = `const { default: c } = await import('${url}'); console.log(JSON.stringify(c.forbidden.map((r) => r.name)));`;
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }),
  ) as string[];
}

describe('the boundaries', () => {
  const names = ruleNames();
  const rejected = cruise('reject');
  const accepted = cruise('accept');

  it('have fixtures for every rule', () => {
    expect(Object.keys(MUST_REJECT).sort()).toEqual([...names].sort());
  });

  it.each(names)('%s rejects its fixtures', (name) => {
    const caught = rejected.summary.violations.filter((violation) => violation.rule.name === name);
    const from = new Set(caught.map((violation) => violation.from));
    expect([...from]).toEqual(expect.arrayContaining(MUST_REJECT[name] ?? ['a fixture']));
  });

  it('reject no fixture that no rule was meant for', () => {
    const meant = new Set(Object.values(MUST_REJECT).flat());
    const caught = new Set(rejected.summary.violations.map((violation) => violation.from));
    expect([...caught].filter((file) => !meant.has(file))).toEqual([]);
  });

  it('accept what is allowed', () => {
    expect(accepted.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
  });

  it('really saw the allowed imports', () => {
    const seen = accepted.modules.flatMap(({ source, dependencies }) =>
      dependencies.map(({ resolved }) => `${source} -> ${resolved.replace(/^.*node_modules\//, 'npm:')}`),
    );
    expect(seen).toEqual(
      expect.arrayContaining([
        'libs/rules/src/imports-the-kernel.ts -> libs/kernel/src/index.ts',
        'libs/read-models/src/imports-events.ts -> libs/mission/src/events.ts',
        'libs/read-models/src/missions.handlers.ts -> libs/ports/src/index.ts',
        'libs/read-models/src/missions.handlers.ts -> libs/access/src/index.ts',
        'libs/read-models/src/missions.handlers.ts -> libs/privacy/src/index.ts',
        expect.stringContaining('libs/read-models/src/missions.queries.ts -> npm:class-validator/'),
        'apps/api/src/chooses-adapters.ts -> libs/event-store/src/sqlite/index.ts',
        'apps/cli/src/chooses-the-memory-adapter.ts -> libs/event-store/src/memory/index.ts',
        expect.stringContaining('libs/view-store/src/imports-kysely.ts -> npm:kysely/'),
        expect.stringContaining('libs/privacy/src/database/imports-kysely.ts -> npm:kysely/'),
        expect.stringContaining('libs/sql-database/src/postgres/index.ts -> npm:pg/'),
        'libs/record-store/src/migrations/0001-records.ts -> libs/sql-database/src/index.ts',
        'libs/record-store/src/postgres/index.ts -> libs/sql-database/src/postgres/index.ts',
        'apps/api/src/chooses-adapters.ts -> libs/record-store/src/postgres/index.ts',
        expect.stringMatching(/^libs\/event-store\/src\/sqlite\/imports-sqlite.ts -> npm:(@types\/)?better-sqlite3\//),
        expect.stringContaining('libs/mission/src/mission.commands.ts -> npm:class-validator/'),
        expect.stringContaining('libs/event-store/src/eventstoredb/imports-the-wire.ts -> npm:@grpc/grpc-js/'),
        expect.stringContaining('apps/engine/src/tracing/opentelemetry.ts -> npm:@opentelemetry/api/'),
        expect.stringMatching(/^libs\/login\/src\/smtp\/index.ts -> npm:(@types\/)?nodemailer\//),
      ]),
    );
  });
});
