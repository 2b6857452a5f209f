import {
  ClaimReleased,
  ClaimTaken,
  code,
  date,
  defineEvent,
  integer,
  list,
  nullable,
  object,
  optional,
  text,
  textCode,
  uuid,
  CAUSES,
  FORMATS,
  LANGUAGES,
  REMOTE,
  type EventOf,
} from '@jalon/kernel';
import { location } from './place.fields.js';

const needFields = {
  title: text(200, 'The organisation’s published title.'),
  description: nullable(text(10_000, 'The organisation’s published description.')),
  cause: nullable(code(CAUSES, 'What it serves; null when not said.')),
  sdg: nullable(integer('SDG number', 1, 17, 'The UN sustainable development goal.')),
  skills: list(textCode('A skill’s code.'), 30, 'The skills asked for.'),
  format: nullable(code(FORMATS, 'Its rhythm.')),
  remote: code(REMOTE, 'Whether it can be done at a distance.'),
  location: nullable(location),
  languages: list(code(LANGUAGES, 'A language.'), 5, 'The languages that one must speak: any of them.'),
  startsOn: nullable(date('The first day; null when open.')),
  endsOn: nullable(date('The last day; null when open.')),
  minutesPerWeek: nullable(integer('minutes', 1, 10_080, 'The time asked for in a week.')),
  places: integer('places', 1, 10_000, 'How many people it can take.'),
  contact: nullable(uuid('The registered person to write to.')),
  link: optional(text(2_000, 'The address of the need’s own page: http or https.')),
};

export const NeedPublished = defineEvent({
  type: 'NeedPublished',
  version: 1,
  categories: ['need'],
  meaning: 'An organisation asked for skills.',
  visibility: 'directory',
  fields: {
    organisation: uuid('Whose need it is.'),
    ...needFields,
    source: nullable(
      object(
        {
          name: textCode('The file or platform it came from.'),
          key: text(200, 'Its key there.'),
        },
        'Where it was imported from.',
      ),
    ),
  },
});

export const NeedRevised = defineEvent({
  type: 'NeedRevised',
  version: 1,
  categories: ['need'],
  meaning: 'The need was replaced by these values.',
  visibility: 'directory',
  fields: needFields,
});

export const NEED_CLOSURE_REASONS = ['filled', 'withdrawn', 'expired', 'other'] as const;

export const NeedClosed = defineEvent({
  type: 'NeedClosed',
  version: 1,
  categories: ['need'],
  meaning: 'The need takes no further mission.',
  visibility: 'directory',
  fields: { reason: code(NEED_CLOSURE_REASONS, 'Why.') },
});

export const needEvents = [NeedPublished, NeedRevised, NeedClosed, ClaimTaken, ClaimReleased] as const;
export type NeedEvent = EventOf<(typeof needEvents)[number]>;
