import fc from 'fast-check';
import type { Client } from './client.js';
import { exchange } from './client.js';
import { newFolders, removeFolders, startService, type Service } from './service.js';
import { confirmedMission, registerParties } from './parties.js';

const RUNS = 400;
const folders = newFolders();
let service: Service;
let clients: readonly Client[];
let mission: string;
let document: Document;

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, { readonly properties?: object }>> };
}
interface Operation {
  readonly parameters?: readonly { readonly name?: string; readonly in?: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: { readonly $ref: string } }>> };
}

beforeAll(async () => {
  service = await startService(folders);
  const parties = await registerParties(service);
  clients = [parties.hr, parties.employee, parties.charity];
  mission = await confirmedMission(parties);
  document = (await exchange(`${service.url}/openapi.json`)).body as Document;
});
afterAll(async () => {
  await service.end();
  removeFolders(folders);
});

/** Values that have broken services before. */
const nasty = fc.constantFrom<unknown>(
  null,
  '',
  ' ',
  '\u0000',
  '\ud800',
  'é'.repeat(5_000),
  '2026-02-31',
  '0000-00-00',
  '9999-12-31',
  '24:00',
  '__proto__',
  '=1+1',
  -1,
  0,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER,
  [],
  [[[[]]]],
  {},
  { length: 1e9 },
  { toString: 'x' },
  true,
);
const value = fc.oneof(
  nasty,
  fc.jsonValue(),
  fc.uuid(),
  fc.constantFrom('minutes', 'half-day', 'secondment', 'company'),
);

function anyBody(fields: readonly string[]): fc.Arbitrary<object> {
  const known = fields.map((field) => [field, value] as const);
  return fc.record(Object.fromEntries(known), { requiredKeys: [] });
}

function fieldsOf({ requestBody }: Operation): readonly string[] {
  const name = requestBody?.content['application/json']?.schema.$ref.split('/').at(-1) ?? '';
  return Object.keys(document.components.schemas[name]?.properties ?? {});
}

const operations = (method: 'get' | 'post') =>
  Object.entries(document.paths)
    .filter(([path]) => path.startsWith('/v1/'))
    .flatMap(([path, { [method]: operation }]) => (operation ? [{ path, operation }] : []));

const segment = fc.oneof(
  fc.constantFrom('x', '..', '%2F', '%00', '%zz', '%c3%28', '*', ':id'),
  fc.uuid(),
  fc.webSegment(),
);
const fill = (path: string, ids: readonly string[]) => {
  let next = 0;
  return path.replaceAll(/\{\w+\}/g, () => ids[next++] ?? mission);
};

describe('whatever a client sends, the service does not break', () => {
  it('on any command with any body', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...operations('post')).chain(({ path, operation }) =>
          fc.record({
            path: fc.array(fc.option(segment, { nil: undefined, freq: 1 }), { maxLength: 2 }).map((ids) =>
              fill(
                path,
                ids.map((id) => id ?? mission),
              ),
            ),
            body: fc.oneof({ weight: 4, arbitrary: anyBody(fieldsOf(operation)) }, { weight: 1, arbitrary: value }),
            client: fc.nat({ max: 2 }),
          }),
        ),
        async ({ path, body, client }) => {
          const { status } = await clients[client]!.post(path, body);
          expect(status).toBeLessThan(500);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('on any query with any parameters', async () => {
    const text = fc.oneof(
      nasty.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))),
      fc.string(),
      fc.uuid(),
      fc.constantFrom('2026-02-31', '2026-01-01', '2026-01'),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...operations('get')).chain(({ path, operation }) => {
          const names = (operation.parameters ?? [])
            .filter((each) => each.in === 'query')
            .map(({ name }) => name ?? '');
          return fc.record({
            path: fc.array(segment, { maxLength: 1 }).map((ids) => fill(path, ids)),
            parameters: fc.record(Object.fromEntries(names.map((name) => [name, text])), { requiredKeys: [] }),
            client: fc.nat({ max: 2 }),
          });
        }),
        async ({ path, parameters, client }) => {
          const query = new URLSearchParams();
          for (const [name, each = ''] of Object.entries(parameters))
            query.set(name, each.replaceAll(/\p{Surrogate}/gu, 'x'));
          const { status } = await clients[client]!.get(`${path}?${query.toString()}`);
          expect(status).toBeLessThan(500);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('on any list with a cursor that somebody forged', async () => {
    const paths = operations('get')
      .filter(({ operation }) => operation.parameters?.some(({ name }) => name === 'cursor'))
      .map(({ path }) => path);
    expect(paths).toContain('/v1/missions/{id}/history');
    const part = fc.oneof(nasty, fc.jsonValue(), fc.integer(), fc.double({ noNaN: true }), fc.uuid());
    const tenant = fc.oneof({ weight: 4, arbitrary: fc.constant('main') }, { weight: 1, arbitrary: fc.string() });
    const parts = fc.tuple(tenant, fc.array(part, { maxLength: 3 })).map(([of, values]) => [of, ...values]);
    const forged = fc.oneof({ weight: 5, arbitrary: parts }, { weight: 1, arbitrary: fc.jsonValue() });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), forged, fc.nat({ max: 2 }), async (path, values, client) => {
        const cursor = Buffer.from(JSON.stringify(values)).toString('base64url');
        const { status, body } = await clients[client]!.get(`${fill(path, [])}?cursor=${cursor}`);
        expect([200, 400, 422]).toContain(status);
        if (status === 422) expect(body.code).toBe('CURSOR_INVALID');
      }),
      { numRuns: RUNS },
    );
  });

  it('and is as well as before', async () => {
    expect((await exchange(`${service.url}/health/ready`)).body).toMatchObject({ status: 'ready', parkedStreams: 0 });
    expect(service.log()).not.toContain('"level":50');
  });
});
