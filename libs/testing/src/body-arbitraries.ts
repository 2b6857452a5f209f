import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { getMetadataStorage } from 'class-validator';
import { addDays } from '@jalon/kernel';
import fc from 'fast-check';

type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];
/**
 * What may become of a value that is one of so many: about one of them is spoilt, so that each fault also comes
 * alone.
 */
type Spoil = (fitting: fc.Arbitrary<unknown>, among: number) => fc.Arbitrary<unknown>;

/** Bodies of a command or a query, made by its own validation rules: most of them are valid. */
export function arbitraryBody(type: ClassConstructor<object>): fc.Arbitrary<object> {
  return bodyOf(type, (fitting) => fitting);
}

/** The same, spoilt: values of another kind, fields that are missing or too many, harmful names. */
export function spoiltBody(type: ClassConstructor<object>): fc.Arbitrary<object> {
  return bodyOf(type, spoilt).chain((body) =>
    fc.oneof({ weight: 3, arbitrary: fc.constant(body) }, withOneMore(body), withOneLess(body)),
  );
}

function bodyOf(type: ClassConstructor<object>, spoil: Spoil): fc.Arbitrary<object> {
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  const names = [...new Set(rules.map(({ propertyName }) => propertyName))];
  const ofField = (name: string) => rules.filter(({ propertyName }) => propertyName === name);
  const values = names.map((name) => [name, spoil(valueOf(type, name, ofField(name), spoil), names.length)] as const);
  return fc.record(Object.fromEntries(values), {
    requiredKeys: names.filter((name) => !ofField(name).some(isCondition)),
    noNullPrototype: true,
  });
}

const isCondition = ({ type }: Rule): boolean => type === 'conditionalValidation';

function valueOf(
  type: ClassConstructor<object>,
  name: string,
  rules: readonly Rule[],
  spoil: Spoil,
): fc.Arbitrary<unknown> {
  const limits = new Map(rules.map((rule) => [rule.name ?? rule.type, rule.constraints as readonly unknown[]]));
  const isList = limits.has('isArray');
  const one = limits.has('nestedValidation') ? bodyOf(nestedIn(type, name, isList), spoil) : scalarOf(limits);
  const value = isList ? fc.uniqueArray(spoil(one, 2), { maxLength: 3, selector: fc.stringify }) : one;
  return rules.some(isCondition) ? fc.oneof({ weight: 4, arbitrary: value }, fc.constantFrom(null, undefined)) : value;
}

/** The class of a nested field; found by letting class-transformer make an instance. */
function nestedIn(type: ClassConstructor<object>, name: string, isList: boolean): ClassConstructor<object> {
  const made = plainToInstance(type, { [name]: isList ? [{}] : {} }) as Record<string, unknown>;
  const [nested] = [made[name]].flat() as [object];
  return nested.constructor as ClassConstructor<object>;
}

/** The first rule that says what kind of value it is. The other rules may then hold or not. */
function scalarOf(limits: ReadonlyMap<string, readonly unknown[]>): fc.Arbitrary<unknown> {
  const limit = (rule: string, otherwise: number, at = 0) => (limits.get(rule)?.[at] ?? otherwise) as number;
  const [pattern = /^/] = (limits.get('matches') ?? []) as [RegExp?];
  if (limits.has('isIn')) return fc.constantFrom(...(limits.get('isIn')?.[0] as readonly unknown[]));
  if (limits.has('isUuid')) return fc.uuid();
  if (limits.has('isEmail')) return fc.emailAddress();
  if (limits.has('isTimeZone')) return fc.constantFrom('Europe/Paris', 'UTC', 'Pacific/Auckland');
  if (limits.has('isBoolean')) return fc.boolean();
  if (limits.has('isIso8601')) return fc.integer({ min: -400, max: 400 }).map((days) => addDays('2026-06-15', days));
  if (limits.has('isInt')) return fc.integer({ min: limit('min', 0), max: limit('max', 1_000_000) });
  if (limits.has('matches') && String(pattern) !== String(/\S/)) return fc.stringMatching(pattern);
  const minLength = limit('isLength', limit('minLength', 0));
  const maxLength = limit('isLength', limit('maxLength', 60), 1);
  return fc.oneof(
    fc.string({ minLength, maxLength: Math.min(maxLength, 20), unit: 'grapheme' }),
    fc.constantFrom('x'.repeat(maxLength), 'é'.repeat(Math.max(minLength, 1)), '👩🏽‍🌾'),
  );
}

const spoilt: Spoil = (fitting, among) =>
  fc.oneof(
    { weight: 6 * among, arbitrary: fitting },
    fitting.map((value) => [value]),
    fitting.map((value) => ({ value })),
    fitting.map((value) => (typeof value === 'number' ? String(value) : fc.stringify(value))),
    fitting.map((value) => (typeof value === 'number' ? value + 0.5 : fc.stringify(value).toUpperCase())),
    fc.constantFrom(null, undefined),
    fc.constantFrom(...SELDOM_WELCOME),
    fc.jsonValue(),
  );

const SELDOM_WELCOME: readonly unknown[] = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -0,
  2 ** 53,
  1.5,
  true,
  '',
  ' ',
  '\u0000',
  '\uD800',
  '0x10',
  '1e3',
  ' 7 ',
  'x'.repeat(20_000),
  [],
  [[]],
  [null],
  [undefined],
  {},
  [{}],
  new Date(0),
  new Map([['a', 1]]),
  new Set(['a']),
  Object.create(null),
  () => true,
  Symbol('none'),
  10n,
];

/** Names that are not fields; some of them every object inherits. */
const OTHER_NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'length',
  '',
  'ID',
  '0',
];

function withOneMore(body: object): fc.Arbitrary<object> {
  const values = fc.oneof(fc.constantFrom(null, undefined, 1, 'x', { polluted: true }, []), fc.jsonValue());
  return fc.tuple(fc.oneof(fc.constantFrom(...OTHER_NAMES), fc.string()), values).map(([name, value]) =>
    // As JSON.parse does: an own field, even for `__proto__`.
    Object.defineProperty({ ...body }, name, { value, enumerable: true, configurable: true, writable: true }),
  );
}

function withOneLess(body: object): fc.Arbitrary<object> {
  const entries = Object.entries(body);
  return fc
    .nat(Math.max(entries.length - 1, 0))
    .map((left) => Object.fromEntries(entries.filter((_, at) => at !== left)));
}
