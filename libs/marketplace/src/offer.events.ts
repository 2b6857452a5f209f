import {
  code,
  date,
  defineEvent,
  integer,
  list,
  nullable,
  personalField,
  personalText,
  textCode,
  uuid,
  CAUSES,
  FORMATS,
  LANGUAGES,
  REMOTE,
  type EventOf,
  type JsonObject,
} from '@jalon/kernel';
import { coordinates, department } from './place.fields.js';

const offerFields = {
  employee: uuid('Whose offer it is.'),
  skills: list(textCode('A skill’s code.'), 30, 'The skills they bring.'),
  causes: list(code(CAUSES, 'A cause.'), CAUSES.length, 'The causes they would serve; none means any.'),
  formats: list(code(FORMATS, 'A rhythm.'), FORMATS.length, 'The rhythms that suit them; none means any.'),
  remote: code(REMOTE, 'Whether they would work at a distance.'),
  department,
  coordinates: nullable(personalField(coordinates, 'data.employee')),
  radiusKm: nullable(integer('kilometres', 1, 1_000, 'How far they would go.')),
  languages: list(code(LANGUAGES, 'A language.'), 5, 'The languages they speak.'),
  availableFrom: nullable(date('The first day; null when open.')),
  availableUntil: nullable(date('The last day; null when open.')),
  minutesPerWeek: nullable(integer('minutes', 1, 10_080, 'The time they can give in a week.')),
  words: nullable(personalText(2_000, 'data.employee', 'The offer in their own words.')),
};

/** Version 1 held the coordinates unsealed, beside the department. They are left out: nothing can seal them afterwards. */
function withoutCoordinates({ location, ...data }: JsonObject): JsonObject {
  const { department = null } = (location ?? {}) as JsonObject;
  return { ...data, department, coordinates: null };
}

export const OfferPublished = defineEvent({
  type: 'OfferPublished',
  version: 2,
  upcasts: { 1: withoutCoordinates },
  categories: ['offer'],
  meaning: 'An employee said what they have to give.',
  visibility: 'directory',
  fields: offerFields,
});

export const OfferRevised = defineEvent({
  type: 'OfferRevised',
  version: 2,
  upcasts: { 1: withoutCoordinates },
  categories: ['offer'],
  meaning: 'The offer was replaced by these values.',
  visibility: 'directory',
  fields: offerFields,
});

export const OfferWithdrawn = defineEvent({
  type: 'OfferWithdrawn',
  version: 1,
  categories: ['offer'],
  meaning: 'The offer is no longer open.',
  visibility: 'directory',
  fields: {},
});

export const offerEvents = [OfferPublished, OfferRevised, OfferWithdrawn] as const;
export type OfferEvent = EventOf<(typeof offerEvents)[number]>;
