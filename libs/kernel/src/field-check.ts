import { isUuid } from './ports.js';
import type { Field, Fields, Shape } from './field.js';
import { isCivilDate, isInstant, isMonth, isZone } from './time.js';
import { streamParts } from './stream-name.js';
import { isSealed } from './personal.js';

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

/** Counted as class-validator counts, so that no text passes a command's limit and fails the event's: pairs are one. */
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
