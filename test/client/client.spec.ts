import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { answerOf, jalon } from '../e2e/cli.js';
import { tokenFor } from '../e2e/client.js';
import { dayFromToday, newIds } from '../e2e/parties.js';
import { newFolders, removeFolders, startService, type Folders, type Service } from '../e2e/service.js';
import { compileJourney, newFolder, waysAround } from './compile.js';

// The compiler reads a large document and the types of two packages.
jest.setTimeout(240_000);

const run = promisify(execFile);

interface Schema {
  properties?: Record<string, Schema>;
  required?: string[];
  [keyword: string]: unknown;
}
type Schemas = Record<string, Schema>;
interface Document {
  paths: Record<string, Record<string, object>>;
  components: { schemas: Schemas };
}

const read = () => JSON.parse(readFileSync(join(__dirname, '../../docs/openapi.json'), 'utf8')) as Document;

const generated = newFolder();
afterAll(generated.remove);

describe('a TypeScript client that is generated from the OpenAPI document', () => {
  it('compiles as strictly as can be, and reads every answer of a journey', async () => {
    expect(waysAround()).toEqual([]);
    const { faults, program } = await compileJourney(read(), generated.path);
    expect(faults).toEqual([]);

    const folders = newFolders();
    const service = await startService(folders);
    try {
      const { stdout } = await run(process.execPath, [program], { env: await environmentFor(service, folders) });
      const called = new Set(JSON.parse(stdout) as string[]);
      const queries = Object.entries(read().paths).flatMap(([path, { get }]) => (get ? [`GET ${path}`] : []));
      expect(queries.filter((route) => !called.has(route))).toEqual([]);
    } finally {
      await service.end();
      removeFolders(folders);
    }
  });

  it('does not compile where the document loses a `required` or a type', async () => {
    const document = read();
    const changes: readonly (readonly [change: (schemas: Schemas) => void, line: string])[] = [
      [({ GetMissionAnswer }) => lose(GetMissionAnswer, 'approvedMinutes'), "auditor.GET('/v1/missions/{id}',"],
      // Nothing in the journey reads this one.
      [({ Mission }) => lose(Mission, 'zone'), "auditor.GET('/v1/missions',"],
      [({ ListHoursAnswer }) => delete ListHoursAnswer?.required, "charity.GET('/v1/hours',"],
      [({ OutcomeBody }) => delete OutcomeBody?.required, "hr.POST('/v1/employers',"],
      [({ Organisation }) => (Organisation!.properties!['name'] = {}), "hr.GET('/v1/organisations',"],
      [({ Problem }) => lose(Problem, 'code'), 'createClient<paths>({ baseUrl }).GET('],
    ];
    for (const [change] of changes) change(document.components.schemas);
    const { faults } = await compileJourney(document, generated.path);
    const unnoticed = changes.filter(([, line]) => !faults.some((fault) => fault.line.includes(line)));
    expect(unnoticed.map(([, line]) => line)).toEqual([]);
  });
});

function lose(schema: Schema | undefined, property: string): void {
  const { required = [] } = schema ?? {};
  expect(required).toContain(property);
  schema!.required = required.filter((name) => name !== property);
}

/** The parties as the journey reads them: nobody is registered yet. */
async function environmentFor(service: Service, folders: Folders): Promise<NodeJS.ProcessEnv> {
  const ids = newIds();
  const parties = {
    ADMIN: [randomUUID(), 'admin'],
    HR: [ids.hr, 'hr'],
    SECOND_HR: [ids.secondHr, 'hr'],
    EMPLOYEE: [ids.employee, 'employee'],
    MANAGER: [ids.manager, 'manager'],
    CHARITY: [ids.contact, 'organisation'],
    AUDITOR: [ids.auditor, 'auditor'],
  } as const;
  const env: NodeJS.ProcessEnv = { URL: service.url, TODAY: dayFromToday(0), ORGANISATION: ids.organisation };
  for (const [name, [person, role]] of Object.entries(parties)) {
    const organisation = role === 'organisation' ? ids.organisation : null;
    env[`${name}_TOKEN`] = await tokenFor(service, { tenant: 'main', person, roles: [role], organisation });
    env[`${name}_PERSON`] = person;
  }
  const { address } = answerOf(await jalon(folders, 'login-link', '--json')) as { readonly address: string };
  const headers = { 'sec-fetch-site': 'same-origin' };
  const link = `${service.url}${new URL(address).pathname}`;
  const entered = await fetch(link, { method: 'POST', redirect: 'manual', headers });
  env['SESSION'] = entered.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return env;
}
