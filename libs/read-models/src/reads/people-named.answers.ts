import { personMerger, personSeparation, roleGrant } from '@jalon/directory/events';
import { isUuid, type Uuid } from '@jalon/kernel';
import { namedColumns } from '../answer-columns.js';
import { projections } from '../projections.js';

/**
 * The fields of answers that hold ids of people: the columns that the views declare so, what structured columns add to them,
 * and what the record of reads holds itself. The contact of an organisation or a need is left out: nothing of the person is
 * shown but the id.
 */
export const PERSON_FIELDS: ReadonlySet<string> = new Set([
  ...projections
    .flatMap(({ tables }) => tables)
    .flatMap(({ name }) => [...namedColumns(name)].flatMap(([column, view]) => (view === 'people' ? [column] : [])))
    .filter((column) => column !== 'contact'),
  'author',
  'reader',
  'who',
]);

/** The kinds of acts whose subject is a person. */
const ACTS_OF_PEOPLE: ReadonlySet<unknown> = new Set(
  [roleGrant, personMerger, personSeparation].map(({ kind }) => kind),
);

/** The ids of people in an event's bytes, which the audit trail shows as they are. */
const IN_BYTES = new RegExp(`"(?:${[...PERSON_FIELDS].join('|')})":"([0-9a-f-]{36})"`, 'g');

/**
 * The people of whom an answer shows something: those whose ids or names it holds. It looks at fields by their names, at
 * whatever depth, so it knows the answers of queries that are yet to be written.
 */
export function peopleNamed(answer: unknown): ReadonlySet<Uuid> {
  const found = new Set<Uuid>();
  if (typeof answer === 'object' && answer !== null) addNamed(answer, found);
  return found;
}

type Item = Readonly<Record<string, unknown>>;

/** Answers are large, so no list is made for each of their parts. */
export function addNamed(part: object, found: Set<Uuid>): void {
  if (Array.isArray(part)) {
    for (const each of part as readonly unknown[]) if (typeof each === 'object' && each !== null) addNamed(each, found);
    return;
  }
  const item = part as Item;
  for (const name in item) {
    const value = item[name];
    if (typeof value === 'string') {
      if (PERSON_FIELDS.has(name) && isUuid(value)) found.add(value);
      else if (name === 'body') for (const [, id = ''] of value.matchAll(IN_BYTES)) found.add(id);
    } else if (typeof value === 'object' && value !== null) {
      if (Array.isArray(value) && PERSON_FIELDS.has(name)) addIds(value, found);
      addNamed(value, found);
    }
  }
  const id = idOfPerson(item);
  if (typeof id === 'string') found.add(id);
}

function addIds(values: readonly unknown[], found: Set<Uuid>): void {
  for (const value of values) if (typeof value === 'string' && isUuid(value)) found.add(value);
}

/** The id of a person whose fields are called otherwise: an entry of the directory, an event of one, an act about one. */
function idOfPerson(item: Item): unknown {
  if ('familyName' in item) return item['id'];
  if (item['category'] === 'person') return item['streamId'];
  return ACTS_OF_PEOPLE.has(item['kind']) ? item['subject'] : undefined;
}
