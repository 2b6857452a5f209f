import { addDays, type EventDefinition, type Field, type Fields, type Shape } from '@jalon/kernel';
import fc from 'fast-check';
import type { HistoryEvent } from './decider-specification.js';

/** Few ids and codes, so that values meet: a manager who is the person, a claim that is taken twice. */
export const SOME_IDS = [1, 2, 3].map((digit) => `00000000-0000-4000-8000-00000000000${digit}`);
const SOME_CODES = ['a', 'b', 'c'];
/** A counter that grows one by one never reaches the largest integer. */
const MANY = 1_000_000_000;
const SOME_ZONES = ['Europe/Paris', 'Pacific/Auckland'];

/** `sealed` as events carry personal fields, `plain` as commands do. */
type PersonalAs = 'sealed' | 'plain';

/** Any event of a definition, by any of a few people, as specifications give it. */
function arbitraryEvent(definition: EventDefinition): fc.Arbitrary<HistoryEvent> {
  return fc.record({
    type: fc.constant(definition.type),
    data: arbitraryValues(definition.fields),
    by: fc.record({
      person: fc.constantFrom(...SOME_IDS),
      party: fc.constant(null),
      role: fc.constant('hr' as const),
    }),
  });
}

/** Any history of these events, in any order: also histories that no decision would make. */
export function arbitraryHistory(definitions: readonly EventDefinition[]): fc.Arbitrary<HistoryEvent[]> {
  return fc.array(fc.oneof(...definitions.map(arbitraryEvent)), { maxLength: 8 });
}

/** Any values that these fields allow. */
export function arbitraryValues(fields: Fields, as: PersonalAs = 'sealed'): fc.Arbitrary<Record<string, unknown>> {
  const each = Object.entries(fields).map(([name, field]) => [name, arbitraryField(field, as)] as const);
  const required = each.filter(([name]) => fields[name]?.optional === false).map(([name]) => name);
  return fc.record(Object.fromEntries(each), { requiredKeys: required, noNullPrototype: true });
}

function arbitraryField(field: Field, as: PersonalAs): fc.Arbitrary<unknown> {
  const value = arbitraryShape(field.shape, as);
  return field.nullable ? fc.option(value) : value;
}

function arbitraryShape(shape: Shape, as: PersonalAs): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'uuid':
      return fc.constantFrom(...SOME_IDS);
    case 'stream':
      return fc.constantFrom(...SOME_IDS.map((id) => `mission-main.${id}`));
    case 'text-code':
      return fc.constantFrom(...SOME_CODES);
    case 'code':
      return fc.constantFrom(...shape.values);
    case 'text':
      return fc.string({ minLength: 1, maxLength: Math.min(shape.maxLength, 5) });
    case 'date':
      return arbitraryDate;
    case 'month':
      return arbitraryDate.map((date) => date.slice(0, 7));
    case 'instant':
      return arbitraryDate.map((date) => `${date}T12:00:00.000Z`);
    case 'time':
      return fc.constantFrom('09:00', '12:30', '23:59');
    case 'zone':
      return fc.constantFrom(...SOME_ZONES);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.oneof(
        fc.integer({ min: shape.min, max: Math.min(shape.max, shape.min + 4) }),
        fc.integer({ min: shape.min, max: Math.min(shape.max, MANY) }),
      );
    case 'list':
      return fc.uniqueArray(arbitraryField(shape.of, as), { maxLength: Math.min(shape.maxItems, 4) });
    case 'object':
      return arbitraryValues(shape.fields, as);
    case 'personal':
      return as === 'plain' ? arbitraryField(shape.of, as) : arbitraryBox;
  }
}

const arbitraryDate = fc.integer({ min: -400, max: 400 }).map((days) => addDays('2026-06-15', days));

const arbitraryBox = fc
  .constantFrom(...SOME_CODES)
  .map((kid) => ({ sealed: { kid, at: `${kid}#field`, nonce: kid, box: kid, commitment: kid } }));
