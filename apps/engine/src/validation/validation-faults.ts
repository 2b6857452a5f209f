import type { Sentence } from '@jalon/kernel';
import { getMetadataStorage, type ValidationError } from 'class-validator';
import { expectations, expectationsOfMissing, type Expectations } from './expectation.messages.js';

/** One fault of a request's field, in both languages. */
export interface FieldFault {
  readonly field: string;
  readonly expected: Sentence;
}

/** How many faults an answer lists. */
export const MAX_FAULTS = 50;

/** The rule by which class-validator names a field that the class does not have. */
const UNKNOWN_FIELD = 'whitelistValidation';

/** The rules about the type of a field's value: when one is broken, no other fault of the field is worth reporting. */
const KINDS: ReadonlySet<string> = new Set([
  'unknownValue',
  'nestedValidation',
  'isDefined',
  'isObject',
  'isArray',
  'isString',
  'isBoolean',
  'isInt',
  'isNumber',
]);

/** The rules about a list as a whole; its items have faults of their own. */
const OF_LISTS: ReadonlySet<string> = new Set(['arrayUnique', 'arrayMinSize', 'arrayMaxSize']);

/**
 * The faults of a request in its own order, each with its field's path such as `scores[0].score`. A field comes once, unless two
 * things are wrong with it. At most 50: `faultsBeyond` counts the others.
 *
 * @param own the sentences of rules that are not class-validator's, or that replace its sentences
 */
export function faultsOf(errors: readonly ValidationError[], own: Expectations = {}): readonly FieldFault[] {
  const known = { ...expectations, ...own };
  return brokenRules('', errors)
    .slice(0, MAX_FAULTS)
    .map(({ field, rule, error }) => ({
      field,
      expected:
        isMissing(error) && rule !== 'isDefined'
          ? toGive(expectedBy(rule, error, { ...expectations, ...expectationsOfMissing, ...own }))
          : expectedBy(rule, error, known),
    }));
}

/** class-validator says which value is wrong; a field that is missing has none. Errors made elsewhere hold no `value`. */
function isMissing(error: ValidationError): boolean {
  return Object.hasOwn(error, 'value') && error.value === undefined;
}

function toGive({ en, fr }: Sentence): Sentence {
  return { en: `missing: give ${en}`, fr: `manquant\u00A0: donnez ${fr}` };
}

/** How many faults `faultsOf` does not list. */
export function faultsBeyond(errors: readonly ValidationError[]): number {
  return Math.max(0, brokenRules('', errors).length - MAX_FAULTS);
}

interface BrokenRule {
  readonly field: string;
  readonly rule: string;
  readonly error: ValidationError;
}

function brokenRules(path: string, errors: readonly ValidationError[]): readonly BrokenRule[] {
  return errors.flatMap((error) => {
    const field = pathTo(path, error);
    const here = telling(error).map((rule) => ({ field, rule, error }));
    return [...here, ...brokenRules(field, error.children ?? [])];
  });
}

/** The broken rules that say most. A value that breaks one rule often breaks the next ones too, which would only repeat it. */
function telling({ constraints = {} }: ValidationError): readonly string[] {
  // class-validator looks at the last rule first; people read the first one first.
  const rules = Object.keys(constraints).reverse();
  const kind = rules.find((rule) => KINDS.has(rule));
  if (kind !== undefined) return [kind];
  const first = rules.find((rule) => !OF_LISTS.has(rule));
  return rules.filter((rule) => rule === first || OF_LISTS.has(rule));
}

/** The first field that the class does not know, or null. */
export function unknownFieldIn(errors: readonly ValidationError[], path = ''): string | null {
  for (const error of errors) {
    const field = pathTo(path, error);
    if (error.constraints && UNKNOWN_FIELD in error.constraints) return field;
    const deeper = unknownFieldIn(error.children ?? [], field);
    if (deeper !== null) return deeper;
  }
  return null;
}

function pathTo(path: string, { property, target }: ValidationError): string {
  if (Array.isArray(target)) return `${path}[${property}]`;
  return path === '' ? property : `${path}.${property}`;
}

function expectedBy(rule: string, error: ValidationError, known: Expectations): Sentence {
  const expectation = known[rule];
  if (expectation) return expectation(...limitsOf(rule, error));
  const message = error.constraints?.[rule] ?? rule;
  return { en: message, fr: message };
}

/** The limits that the decorator was given, which the error itself does not carry. */
function limitsOf(rule: string, { target, property }: ValidationError): readonly string[] {
  if (!target) return [];
  const rules = getMetadataStorage().getTargetValidationMetadatas(target.constructor, '', true, false);
  const found = rules.find((metadata) => metadata.propertyName === property && metadata.name === rule);
  const limits = (found?.constraints ?? []) as readonly unknown[];
  return limits.map((limit) => (Array.isArray(limit) ? limit.join(', ') : String(limit)));
}
