import fc from 'fast-check';

/** What a JSON Schema of the OpenAPI document says of a value. */
interface Schema {
  readonly $ref?: string;
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly example?: unknown;
}
interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly example?: unknown;
  readonly schema: Schema;
}
interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** A request of the API. */
export interface MadeRequest {
  readonly method: 'GET' | 'POST';
  /** With its query. */
  readonly path: string;
  readonly body?: unknown;
}

/** Values that have broken services before. */
export const nasty = fc.constantFrom<unknown>(
  null,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u202e',
  'é'.repeat(5_000),
  '2026-02-31',
  '0000-00-00',
  '0001-01-01',
  '9999-12',
  '9999-12-31',
  '24:00',
  '0x10',
  '１２',
  'NaN',
  '__proto__',
  'constructor',
  '=1+1',
  -1,
  0,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER,
  [],
  [[[[]]]],
  [null],
  {},
  { length: 1e9 },
  { toString: 'x' },
  true,
);

/** Where what a field names can be found. */
const COLLECTION_OF: Readonly<Record<string, string>> = {
  employee: 'people',
  manager: 'people',
  contact: 'people',
  employer: 'employers',
  organisation: 'organisations',
  into: 'organisations',
  branchOf: 'organisations',
  need: 'needs',
  mission: 'missions',
};

const segment = fc.oneof(
  fc.constantFrom('x', '..', '%2F', '%00', '%zz', '%c3%28', '*', ':id'),
  fc.uuid(),
  fc.webSegment(),
);

/**
 * Requests of every operation in `document` that answers JSON: most fit its schema, the others but for one thing. `ids` are
 * those of things that are there, by the name of their collection: what a request names is one of them, or unknown.
 */
export function madeRequests(
  document: OpenApi,
  ids: Readonly<Record<string, readonly string[]>>,
): fc.Arbitrary<MadeRequest> {
  const all = Object.values(ids).flat();
  /** The id of something, which a field or a collection names. */
  const idOf = (name: string) =>
    fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...(ids[COLLECTION_OF[name] ?? name] ?? all)) },
      { weight: 1, arbitrary: fc.oneof(fc.constantFrom(...all), fc.uuid()) },
    );
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { requestBody }]) => !requestBody || 'application/json' in requestBody.content)
      .map(([method, operation]) => ({ path, method: method.toUpperCase() as MadeRequest['method'], operation })),
  );
  // A live stream does not end.
  const ended = operations.filter(({ path }) => path.startsWith('/v1/') && !path.endsWith('/stream'));
  return fc.constantFrom(...ended).chain(({ path, method, operation }) =>
    fc
      .record({
        path: pathOf(path),
        query: method === 'GET' ? queryOf(operation.parameters ?? []) : fc.constant(''),
        body: bodyOf(operation),
      })
      .map(({ path: filled, query, body }) => ({ method, path: filled + query, body })),
  );

  function pathOf(path: string): fc.Arbitrary<string> {
    const [, , collection = ''] = path.split('/');
    const places = path.match(/\{\w+\}/g) ?? [];
    const month = fc.constantFrom('2026-01', '2026-10', '9999-12', '0001-01', '2026-13');
    const parts = places.map((place) => {
      const given = place === '{month}' ? month : idOf(place === '{id}' ? collection : place.slice(1, -1));
      return fc.oneof({ weight: 12, arbitrary: given }, { weight: 1, arbitrary: segment });
    });
    return fc.tuple(...parts).map((given) => {
      let next = 0;
      return path.replaceAll(/\{\w+\}/g, () => given[next++] ?? '');
    });
  }

  function queryOf(parameters: readonly Parameter[]): fc.Arbitrary<string> {
    const own = parameters.map(resolved).filter((each) => each.in === 'query');
    const needed = own.filter(({ required }) => required);
    const fitting = fc.subarray(own, { maxLength: Math.min(3, own.length) }).chain((some) => {
      const values = [...needed, ...some].map(({ name, schema, example }) => [
        name,
        valueOf({ example, ...schema }, name),
      ]);
      return fc.record(Object.fromEntries(values) as Record<string, fc.Arbitrary<unknown>>);
    });
    return oftenSpoiled(fitting).map((given) => {
      const entries = Object.entries(Object(given) as object).map(([name, value]) => [name, textOf(value)]);
      return entries.length === 0 ? '' : `?${new URLSearchParams(entries as [string, string][]).toString()}`;
    });
  }

  function bodyOf({ requestBody }: Operation): fc.Arbitrary<unknown> {
    const schema = requestBody?.content['application/json']?.schema;
    return schema ? oftenSpoiled(valueOf(schema)) : fc.constant(undefined);
  }

  function resolved<T extends { readonly $ref?: string }>(part: T): T {
    if (part.$ref === undefined) return part;
    const steps = part.$ref.split('/').slice(1);
    return resolved(steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], document) as T);
  }

  /** Values that a schema allows, and now and then one beyond its limits. */
  function valueOf(given: Schema, name = ''): fc.Arbitrary<unknown> {
    const schema = resolved(given);
    if (schema.oneOf) return fc.oneof(...schema.oneOf.map((each) => valueOf(each, name)));
    if (schema.enum) return fc.constantFrom(...schema.enum);
    const types = [schema.type ?? 'string'].flat();
    return fc.oneof(...types.map((type) => valueOfType(type, schema, name)));
  }

  function valueOfType(type: string, schema: Schema, field: string): fc.Arbitrary<unknown> {
    const { properties = {}, required = [], items, minimum = 0, maximum = 1_000, maxLength = 20 } = schema;
    if (type === 'null') return fc.constant(null);
    if (type === 'boolean') return fc.boolean();
    if (type === 'integer' || type === 'number')
      return fc.oneof(
        { weight: 9, arbitrary: fc.integer({ min: minimum, max: maximum }) },
        { weight: 1, arbitrary: fc.constantFrom(minimum, maximum, minimum - 1, maximum + 1) },
      );
    if (type === 'array') {
      const { maxItems = 5 } = schema;
      const few = fc.array(items ? valueOf(items, field) : fc.jsonValue(), { maxLength: 3 });
      const tooMany = few.map((values) => Array.from({ length: maxItems + 1 }, (_, index) => values[index] ?? null));
      return fc.oneof({ weight: 9, arbitrary: few }, { weight: 1, arbitrary: tooMany });
    }
    if (type === 'object') {
      const values = Object.entries(properties).map(([name, property]) => [name, valueOf(property, name)] as const);
      return fc.record(Object.fromEntries(values), { requiredKeys: [...required] });
    }
    if (schema.format === 'uuid') return idOf(field);
    if (schema.format === 'date') return fc.constantFrom('2026-01-05', '2026-09-07', '2024-02-29', '9999-12-31');
    const other = fc.constantFrom('2026-01', '2026-01-05', '10', 'x'.repeat(maxLength));
    if (schema.example === undefined) return other;
    return fc.oneof({ weight: 9, arbitrary: fc.constant(schema.example) }, { weight: 1, arbitrary: other });
  }
}

/** The same value, or with one of its places, at any depth, holding something nasty. */
function oftenSpoiled(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 6, arbitrary: values },
    { weight: 1, arbitrary: fc.tuple(values, nasty, fc.nat()).map(([value, bad, at]) => spoiled(value, bad, at)) },
    {
      weight: 1,
      arbitrary: fc.tuple(values, fc.string(), nasty).map(([value, key, bad]) => ({ ...Object(value), [key]: bad })),
    },
  );
}

function spoiled(value: unknown, bad: unknown, at: number): unknown {
  if (typeof value !== 'object' || value === null) return bad;
  const keys = Object.keys(value);
  const key = keys[at % (keys.length + 1)];
  if (key === undefined) return bad;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>;
  copy[key] = spoiled(copy[key], bad, Math.floor(at / (keys.length + 1)));
  return copy;
}

/** As a query can hold it. */
function textOf(value: unknown): string {
  return (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll(/\p{Surrogate}/gu, 'x');
}
