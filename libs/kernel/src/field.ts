import { isUuid, streamParts } from './identifiers.js';
import type { JsonObject } from './json.js';
import { isSealed, type KeyPurpose, type Personal } from './personal.js';
import { isCivilDate, isInstant, isMonth, isZone } from './time.js';

/**
 * The shape of one field of an event, as data. The TypeScript type, the check on write, the catalogue and the sealing are
 * all derived from it.
 */
export interface Field<T = unknown> {
  readonly shape: Shape;
  readonly meaning: string;
  readonly nullable: boolean;
  readonly optional: boolean;
  /** Never present: carries the type. */
  readonly holds?: T;
}

export type Fields = Readonly<Record<string, Field>>;

export type Shape =
  | { readonly kind: 'uuid' | 'text-code' | 'date' | 'month' | 'instant' | 'time' | 'zone' | 'stream' | 'boolean' }
  | { readonly kind: 'code'; readonly values: readonly string[] }
  | { readonly kind: 'text'; readonly maxLength: number }
  | { readonly kind: 'integer'; readonly unit: string; readonly min: number; readonly max: number }
  | { readonly kind: 'list'; readonly of: Field; readonly maxItems: number }
  | { readonly kind: 'object'; readonly fields: Fields }
  | { readonly kind: 'personal'; readonly of: Field; readonly subject: Subject; readonly purpose: KeyPurpose };

/**
 * Whose key seals a personal field: the person whom the text is about, else its author. `actor` is the event's actor,
 * `stream` the person whose stream it is, `data.x` the person named by field x of the same event.
 */
export type Subject = 'actor' | 'stream' | `data.${string}`;

/** The TypeScript type of what a field holds. */
export type FieldValue<F> = F extends Field<infer T> ? T : never;
type OptionalKeys<F extends Fields> = {
  [K in keyof F]: F[K] extends { readonly optional: true } ? K : never;
}[keyof F];

/** The TypeScript type of an object with these fields. */
export type ValuesOf<F extends Fields> = { readonly [K in Exclude<keyof F, OptionalKeys<F>>]: FieldValue<F[K]> } & {
  readonly [K in OptionalKeys<F>]?: FieldValue<F[K]>;
};

type Required<T> = Field<T> & { readonly optional: false };

function field<T>(shape: Shape, meaning: string): Required<T> {
  return { shape, meaning, nullable: false, optional: false };
}

export const uuid = (meaning: string) => field<string>({ kind: 'uuid' }, meaning);
/** A short plain code that comes from outside (a site, a department, a rule set): `[A-Za-z0-9@._-]`, 60 at most. */
export const textCode = (meaning: string) => field<string>({ kind: 'text-code' }, meaning);
export const code = <const V extends readonly string[]>(values: V, meaning: string) =>
  field<V[number]>({ kind: 'code', values }, meaning);
/** Published text that is not about a person. For any other text use `personalText`. */
export const text = (maxLength: number, meaning: string) => field<string>({ kind: 'text', maxLength }, meaning);
export const date = (meaning: string) => field<string>({ kind: 'date' }, meaning);
export const month = (meaning: string) => field<string>({ kind: 'month' }, meaning);
export const instant = (meaning: string) => field<string>({ kind: 'instant' }, meaning);
/** A time of day, `HH:MM`. */
export const time = (meaning: string) => field<string>({ kind: 'time' }, meaning);
export const zone = (meaning: string) => field<string>({ kind: 'zone' }, meaning);
export const stream = (meaning: string) => field<string>({ kind: 'stream' }, meaning);
export const flag = (meaning: string) => field<boolean>({ kind: 'boolean' }, meaning);
export const integer = (unit: string, min: number, max: number, meaning: string) =>
  field<number>({ kind: 'integer', unit, min, max }, meaning);
export const list = <T>(of: Field<T>, maxItems: number, meaning: string) =>
  field<readonly T[]>({ kind: 'list', of, maxItems }, meaning);
export const object = <F extends Fields>(fields: F, meaning: string) =>
  field<ValuesOf<F>>({ kind: 'object', fields }, meaning);

/** Makes a field personal: it is sealed under the subject's key from the first event on. Top level of an event only. */
export const personalField = <T>(of: Field<T>, subject: Subject, purpose: KeyPurpose = 'identity') =>
  field<Personal<T>>({ kind: 'personal', of, subject, purpose }, of.meaning);
export const personalText = (maxLength: number, subject: Subject, meaning: string) =>
  personalField(text(maxLength, meaning), subject);

export function nullable<T>(of: Field<T> & { readonly optional: false }): Required<T | null> {
  return { ...of, nullable: true };
}

/** A field that may be left out: the one change that a stored shape allows without a new version. */
export function optional<T>(of: Field<T>): Field<T> & { readonly optional: true } {
  return { ...of, optional: true };
}

/** The personal fields among `fields`, by name. */
export function personalFieldsOf(
  fields: Fields,
): readonly (Extract<Shape, { kind: 'personal' }> & { readonly name: string; readonly nullable: boolean })[] {
  return Object.entries(fields).flatMap(([name, { shape, nullable }]) =>
    shape.kind === 'personal' ? [{ ...shape, name, nullable }] : [],
  );
}

/** The person whose key seals, or null when the event does not name one. */
export function subjectOf(
  subject: Subject,
  event: { readonly actor: { readonly person: string }; readonly streamId: string; readonly data: JsonObject },
): string | null {
  if (subject === 'actor') return event.actor.person;
  if (subject === 'stream') return event.streamId;
  const named = event.data[subject.slice('data.'.length)];
  return typeof named === 'string' ? named : null;
}

/** What is wrong with a value, each as `path: what is expected`; empty when it fits. */
export function checkFields(fields: Fields, value: unknown): readonly string[] {
  const problems: string[] = [];
  addObjectProblems(problems, fields, value, 'data');
  return problems;
}

// Loops, and one list for all: this runs for every event appended, and nearly always finds nothing.

function addObjectProblems(problems: string[], fields: Fields, value: unknown, path: string): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    problems.push(`${path}: an object`);
    return;
  }
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(fields, name)) problems.push(`${path}.${name}: no such field`);
  }
  for (const name in fields) {
    addProblems(problems, fields[name] as Field, (value as Record<string, unknown>)[name], `${path}.${name}`);
  }
}

function addProblems(problems: string[], field: Field, value: unknown, path: string): void {
  const { shape } = field;
  if (value === undefined) {
    if (!field.optional) problems.push(`${path}: missing`);
  } else if (value === null) {
    if (!field.nullable) problems.push(`${path}: not null`);
  } else if (shape.kind === 'object') {
    addObjectProblems(problems, shape.fields, value, path);
  } else if (shape.kind === 'list') {
    addListProblems(problems, shape, value, path);
  } else if (!fits(shape, value)) {
    problems.push(`${path}: ${expectation(shape)}`);
  }
}

type List = Extract<Shape, { kind: 'list' }>;

function addListProblems(problems: string[], shape: List, value: unknown, path: string): void {
  if (!Array.isArray(value) || value.length > shape.maxItems) {
    problems.push(`${path}: a list of at most ${shape.maxItems}`);
    return;
  }
  value.forEach((item, index) => addProblems(problems, shape.of, item, `${path}[${index}]`));
}

type Scalar = Exclude<Shape, { kind: 'object' | 'list' }>;

function fits(shape: Scalar, value: unknown): boolean {
  switch (shape.kind) {
    case 'uuid':
      return isUuid(value);
    case 'text-code':
      return typeof value === 'string' && /^[A-Za-z0-9@._-]{1,60}$/.test(value);
    case 'code':
      return typeof value === 'string' && shape.values.includes(value);
    case 'text':
      return typeof value === 'string' && value.length > 0 && characters(value) <= shape.maxLength;
    case 'date':
      return isCivilDate(value);
    case 'month':
      return isMonth(value);
    case 'instant':
      return isInstant(value);
    case 'time':
      return typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(value);
    case 'zone':
      return isZone(value);
    case 'stream':
      return typeof value === 'string' && streamParts(value) !== null;
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= shape.min && value <= shape.max;
    case 'personal':
      return isSealed(value);
  }
}

/**
 * The length as class-validator counts it (surrogate pairs are one), so that no text passes a command's limit and
 * fails the event's.
 */
function characters(text: string): number {
  const pairs = text.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0;
  const presentations = text.match(/[^\uFE0F\uFE0E][\uFE0F\uFE0E]/g)?.length ?? 0;
  return text.length - pairs - presentations;
}

function expectation(shape: Scalar): string {
  switch (shape.kind) {
    case 'code':
      return `one of ${shape.values.join(', ')}`;
    case 'text':
      return `a text of 1 to ${shape.maxLength} characters`;
    case 'integer':
      return `a whole number of ${shape.unit} from ${shape.min} to ${shape.max}`;
    case 'personal':
      return 'sealed';
    default:
      return `a ${shape.kind}`;
  }
}
