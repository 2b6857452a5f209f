import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { deciders } from '@jalon/engine';
import { exchange } from './client.js';
import { commandPaths, everyCommand } from './every-command.js';
import { queryPaths } from './query-paths.js';
import { newFolders, removeFolders, startService, type Service } from './service.js';
import { registerParties } from './parties.js';

interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly security?: readonly object[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: { readonly $ref: string } }>> };
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly headers?: object }>>;
}
/** As it is written in place; without a schema, a reference. */
interface Parameter {
  readonly required?: boolean;
  readonly schema?: Schema;
}
interface Document {
  readonly openapi: string;
  readonly security: readonly object[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses: Operation['responses'];
  };
}
interface Schema {
  readonly properties: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean;
  readonly maxLength?: number;
  readonly type?: unknown;
  readonly example?: unknown;
}

/** Lists that may have no second page in this spec. */
const SHORT_LISTS = ['listReads', 'listMyReads', 'listRefusals', 'listImproperApprovals'];

/** Every route that the API must have: `GET` reads, `POST` changes. */
const ROUTES = `
POST /v1/employers
GET  /v1/employers
GET  /v1/employers/{id}
GET  /v1/events/stream
POST /v1/employers/{id}/revisions
POST /v1/employers/{id}/closure
POST /v1/people
GET  /v1/people
GET  /v1/people/{id}
POST /v1/people/{id}/revisions
POST /v1/people/{id}/departure
POST /v1/people/{id}/email-sharing
POST /v1/people/{id}/private-email
POST /v1/people/{id}/private-email/withdrawal
GET  /v1/people/{id}/identities
POST /v1/people/{id}/merger
POST /v1/people/{id}/merger/confirmation
POST /v1/people/{id}/merger/refusal
POST /v1/people/{id}/merger/withdrawal
POST /v1/people/{id}/separation
POST /v1/people/{id}/separation/confirmation
POST /v1/people/{id}/separation/refusal
POST /v1/people/{id}/separation/withdrawal
GET  /v1/audit/reads
GET  /v1/audit/refusals
GET  /v1/me/reads
GET  /v1/tokens
POST /v1/tokens
POST /v1/tokens/{id}/revocation
POST /v1/people/{id}/identities
POST /v1/people/{id}/identities/{link}/removal
POST /v1/people/{id}/identities/{link}/release
GET  /v1/me/sessions
POST /v1/me/sessions/{id}/revocation
GET  /v1/invitations
POST /v1/invitations
POST /v1/invitations/{id}/resend
POST /v1/invitations/{id}/release
POST /v1/invitations/{id}/revocation
GET  /v1/passkeys
POST /v1/passkeys
POST /v1/passkeys/{id}/removal
POST /v1/people/{id}/roles
POST /v1/people/{id}/roles/revocation
POST /v1/people/{id}/roles/confirmation
POST /v1/people/{id}/roles/refusal
POST /v1/people/{id}/roles/withdrawal
GET  /v1/roles
GET  /v1/me
POST /v1/organisations
GET  /v1/organisations
GET  /v1/organisations/{id}
POST /v1/organisations/{id}/revisions
POST /v1/organisations/{id}/closure
POST /v1/organisations/{id}/merger
POST /v1/organisations/{id}/merger/confirmation
POST /v1/organisations/{id}/merger/refusal
POST /v1/organisations/{id}/merger/withdrawal
POST /v1/organisations/{id}/separation
POST /v1/organisations/{id}/separation/confirmation
POST /v1/organisations/{id}/separation/refusal
POST /v1/organisations/{id}/separation/withdrawal
POST /v1/needs
GET  /v1/needs
GET  /v1/needs/{id}
GET  /v1/needs/{id}/matches
POST /v1/needs/{id}/revisions
POST /v1/needs/{id}/closure
POST /v1/offers
GET  /v1/offers
GET  /v1/offers/{id}
GET  /v1/offers/{id}/matches
POST /v1/offers/{id}/revisions
POST /v1/offers/{id}/withdrawal
POST /v1/missions
GET  /v1/missions
GET  /v1/missions/{id}
GET  /v1/missions/{id}/history
POST /v1/missions/{id}/acceptances
POST /v1/missions/{id}/decline
POST /v1/missions/{id}/withdrawal
POST /v1/missions/{id}/hours
POST /v1/missions/{id}/hours/{entryId}/approval
POST /v1/missions/{id}/hours/{entryId}/rejection
POST /v1/missions/{id}/hours/{entryId}/corrections
POST /v1/missions/{id}/amendments
POST /v1/missions/{id}/amendments/{amendmentId}/acceptances
POST /v1/missions/{id}/amendments/{amendmentId}/decline
POST /v1/missions/{id}/suspension
POST /v1/missions/{id}/resumption
POST /v1/missions/{id}/closure
POST /v1/missions/{id}/forced-closure
POST /v1/missions/{id}/forced-closure/confirmation
POST /v1/missions/{id}/forced-closure/refusal
POST /v1/missions/{id}/forced-closure/withdrawal
POST /v1/missions/{id}/outcomes/confirmation
POST /v1/missions/{id}/outcomes/dispute
POST /v1/missions/{id}/evaluations
POST /v1/missions/{id}/cancellation
POST /v1/missions/{id}/attribution/corrections
GET  /v1/hours
GET  /v1/reports/impact
GET  /v1/reports/impact/entries
POST /v1/publications/{month}/correction
POST /v1/publications/{month}/correction/confirmation
POST /v1/publications/{month}/correction/refusal
POST /v1/publications/{month}/correction/withdrawal
GET  /v1/acts
GET  /v1/tenant
POST /v1/tenant/manager-detail
POST /v1/imports/needs
POST /v1/imports/people
POST /v1/imports/organisations
GET  /v1/imports/{id}
GET  /v1/audit/events
GET  /v1/audit/improper-approvals
GET  /health/live
GET  /health/ready
GET  /metrics
`
  .trim()
  .split('\n')
  .map((line) => line.replaceAll(/ +/g, ' '));

const folders = newFolders();
let service: Service;
let document: Document;

beforeAll(async () => {
  service = await startService(folders);
  document = (await exchange(`${service.url}/openapi.json`)).body as Document;
});
afterAll(async () => {
  await service.end();
  removeFolders(folders);
});

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ route: `${method.toUpperCase()} ${path}`, operation })),
  );

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1, with references that all lead somewhere', async () => {
    expect(document.openapi).toBe('3.1.0');
    const validator = new Validator();
    expect(await validator.validate({ ...structuredClone(document) })).toEqual({ valid: true });
    expect(() => validator.resolveRefs()).not.toThrow();
    const targets = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, target = '']) => target);
    const lost = targets.filter(
      (target) =>
        target
          .split('/')
          .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], document) === undefined,
    );
    expect(lost).toEqual([]);
  });

  it('lists every route, and no other', () => {
    expect(
      operations()
        .map(({ route }) => route)
        .sort(),
    ).toEqual([...ROUTES].sort());
  });

  it('names each operation once, and says what it does', () => {
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const silent = operations().filter(({ operation }) => !operation.summary || !operation.tags?.length);
    expect(silent).toEqual([]);
  });

  it('gives an operation the name of its command, and an import, a record or a query a verb', () => {
    const commands = deciders
      .flatMap((each) => each.commands)
      .map(({ name }) => name.charAt(0).toLowerCase() + name.slice(1));
    const named = operations()
      .filter(({ route, operation: { operationId } }) =>
        route.startsWith('POST /v1/imports/')
          ? !/^import[A-Z]/.test(operationId)
          : /^POST .*(identities|sessions|invitations|passkeys|tokens)/.test(route)
            ? !/^(link|remove|end|invite|resend|release|revoke|add|make)([A-Z]|$)/.test(operationId)
            : route.startsWith('POST ')
              ? !commands.includes(operationId)
              : !/^(get|list|stream|check)[A-Z]/.test(operationId),
      )
      .map(({ route, operation }) => `${route}: ${operation.operationId}`);
    expect(named).toEqual([]);
  });

  it('asks for no parameter that has a default, for whole numbers only, and for no token where none is needed', () => {
    for (const { route, operation } of operations()) {
      const given = operation.parameters ?? [];
      expect([route, given.filter(({ required, schema }) => required && schema && 'default' in schema)]).toEqual([
        route,
        [],
      ]);
      expect([route, given.filter(({ schema }) => schema?.type === 'number')]).toEqual([route, []]);
      expect([route, operation.security]).toEqual([route, route.startsWith('GET /health/') ? [] : undefined]);
    }
    expect(document.security).toEqual([{ bearer: [] }]);
  });

  it('says what each operation answers, also when it fails', () => {
    for (const { route, operation } of operations().filter(({ route: each }) => each.includes('/v1/'))) {
      expect([route, Object.keys(operation.responses)]).toEqual([
        route,
        expect.arrayContaining([
          route.startsWith('POST /v1/imports') ? '202' : route === 'POST /v1/tokens' ? '201' : '200',
          '400',
          '401',
          '403',
          '404',
          '422',
          '500',
          '503',
        ]),
      ]);
    }
  });

  it('gives examples that their schemas allow', () => {
    const ajv = addFormats.default(new Ajv2020({ strict: false }));
    ajv.addSchema(document, 'jalon');
    const wrong = examplesIn(document, '#').filter(({ at, example }) => !ajv.validate({ $ref: `jalon${at}` }, example));
    expect(wrong).toEqual([]);
  });

  it('gives bodies their limits, and leaves out what the path carries', () => {
    const { schemas } = document.components;
    expect(schemas['RegisterEmployer']?.properties['name']).toMatchObject({ type: 'string', maxLength: 200 });
    expect(schemas['CorrectHours']?.properties['minutes']).toMatchObject({ type: 'integer', maximum: 1_440 });
    expect(schemas['CorrectHours']?.properties).not.toHaveProperty('entryId');
    for (const { operation } of operations()) {
      const [, name = ''] =
        /([^/]+)$/.exec(operation.requestBody?.content['application/json']?.schema.$ref ?? '') ?? [];
      if (name) expect([name, schemas[name]?.additionalProperties]).toEqual([name, false]);
    }
  });

  it('names the headers that answers carry: all of them, and no other', async () => {
    const parties = await registerParties(service);
    const answers = await everyCommand(parties, 'nommé');
    const seen = { 'jalon-min-position': answers.at(-1)!.headers.get('jalon-position')! };
    const paths = queryPaths(parties).flatMap((path) => [path, path.replace('limit=200', 'limit=1')]);
    const answered = [
      ...commandPaths(parties).map((path, index) => ({ method: 'post', path, ...answers[index]! })),
      ...(await Promise.all(
        [...new Set(paths), '/v1/missions?colour=red'].map(async (path) => {
          const { status, headers } = await parties.auditor.get(path, seen);
          return { method: 'get', path, status, headers };
        }),
      )),
    ];

    const sent = new Map<string, Set<string>>();
    const named = new Map<string, ReadonlySet<string>>();
    for (const { method, path, status, headers } of answered) {
      const operation = operationAt(method, path);
      if (!operation) continue;
      const which = `${operation.operationId} ${status}`;
      const carried = [...headers.keys()].filter((header) => OURS.test(header));
      sent.set(which, new Set([...(sent.get(which) ?? []), ...carried]));
      // What was read is recorded a moment later, and no merger makes two approvals improper: there may be no second page.
      const mayLack = SHORT_LISTS.includes(operation.operationId) ? 'link' : '';
      const every = [...headersNamed(operation, status)];
      named.set(which, new Set(every.filter((name) => name !== mayLack || sent.get(which)?.has(name))));
    }
    expect(sent.size).toBeGreaterThan(50);
    expect(sorted(sent)).toEqual(sorted(named));
  });

  it('is the one that the repository keeps (npm run docs writes it)', () => {
    const kept = JSON.parse(readFileSync(join(__dirname, '../../docs/openapi.json'), 'utf8')) as Document;
    const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
    const changed = [...new Set([...Object.keys(kept.paths), ...Object.keys(document.paths)])].filter(
      (path) => !same(kept.paths[path], document.paths[path]),
    );
    expect(changed).toEqual([]);
    expect(same(kept, document)).toBe(true);
  });
});

/** Headers that the API itself gives a meaning, or that a client acts on. */
const OURS =
  /^(content-disposition|jalon-.*|etag|link|ratelimit|ratelimit-policy|location|idempotency-key|content-language|retry-after|www-authenticate)$/;

/** Every example, with the JSON Pointer of its schema. */
function examplesIn(part: unknown, at: string): readonly { readonly at: string; readonly example: unknown }[] {
  if (typeof part !== 'object' || part === null) return [];
  const { example, type, schema } = part as Readonly<Record<string, unknown>>;
  const own = example === undefined || (!type && !schema) ? [] : [{ at: schema ? `${at}/schema` : at, example }];
  const within = Object.entries(part).flatMap(([key, value]) => examplesIn(value, `${at}/${pointerPart(key)}`));
  return [...own, ...within];
}

const pointerPart = (key: string) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));

function operationAt(method: string, url: string): Operation | undefined {
  const [path = ''] = url.split('?');
  const known = Object.keys(document.paths).find((each) =>
    new RegExp(`^${each.replaceAll(/\{\w+\}/g, '[0-9a-f-]{36}')}$`).test(path),
  );
  return document.paths[known ?? '']?.[method];
}

/** Without the mark of an incomplete trail, which a healthy service never sets. */
function headersNamed({ responses }: Operation, status: number): ReadonlySet<string> {
  const { $ref = '', headers } = responses[status] ?? {};
  const shared = document.components.responses[$ref.split('/').at(-1) ?? ''];
  const names = Object.keys(headers ?? shared?.headers ?? {}).map((name) => name.toLowerCase());
  return new Set(names.filter((name) => name !== 'jalon-incomplete'));
}

function sorted(headers: ReadonlyMap<string, ReadonlySet<string>>): object {
  return Object.fromEntries([...headers].map(([which, names]) => [which, [...names].sort()]));
}
