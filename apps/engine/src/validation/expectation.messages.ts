import { AS_OF, inWords, type Sentence } from '@jalon/kernel';
import { AFTER } from '@jalon/read-models';

/** The expectation of a rule, given its limits as text. */
export type Expectation = (...limits: readonly string[]) => Sentence;

/** By the rule's name. */
export type Expectations = Readonly<Record<string, Expectation>>;

export const says =
  (en: string, fr: string): Expectation =>
  () => ({ en, fr });

/**
 * What each class-validator rule expects, by the rule's name, said as what to do. A spec fails when a command or a query
 * uses a rule that has no sentence here.
 */
export const expectations: Expectations = {
  whitelistValidation: says('no such field: leave it out', 'ce champ n’existe pas\u00A0: retirez-le'),
  unknownValue: says('an object', 'un objet'),
  nestedValidation: says('an object', 'un objet'),
  isObject: says('an object', 'un objet'),
  plainText: says(
    'no control character: only tabs and line ends may stand in a text',
    'aucun caractère de contrôle\u00A0: un texte ne peut contenir que des tabulations et des fins de ligne',
  ),
  isString: says('a text', 'un texte'),
  isBoolean: says('true or false', 'true ou false'),
  isInt: says('a whole number', 'un nombre entier'),
  isNumber: says('a number', 'un nombre'),
  isArray: says('a list', 'une liste'),
  isUuid: says('a UUID', 'un UUID'),
  isLowercase: says('in lower case', 'en minuscules'),
  isEmail: says('an e-mail address', 'une adresse électronique'),
  plainAddress: says(
    'an address as it is typed on a keyboard, without ligatures, wide or styled letters (Unicode NFKC)',
    'une adresse telle qu’on la tape au clavier, sans ligature, lettre large ni lettre stylisée (Unicode NFKC)',
  ),
  isTimeZone: says('an IANA time zone, such as Europe/Paris', 'un fuseau horaire IANA, par exemple Europe/Paris'),
  isIso8601: says('a day that exists, written YYYY-MM-DD', 'un jour qui existe, écrit AAAA-MM-JJ'),
  isDefined: says('must be given', 'est obligatoire'),
  isNotEmpty: says('must not be empty', 'ne peut être vide'),
  arrayUnique: says('each item once', 'chaque élément une seule fois'),
  isIn: (values) => ({ en: `one of ${values}`, fr: `l’une des valeurs ${values}` }),
  min: (limit) => ({ en: `at least ${limit}`, fr: `au moins ${limit}` }),
  max: (limit) => ({ en: `at most ${limit}`, fr: `au plus ${limit}` }),
  minLength: (limit = '') => quantity('at least', 'au moins', limit, CHARACTERS),
  maxLength: (limit = '') => quantity('at most', 'au plus', limit, CHARACTERS),
  isLength: (min = '', max = '') =>
    min === max ? quantity('exactly', 'exactement', min, CHARACTERS) : between(min, max),
  arrayMinSize: (limit = '') => quantity('at least', 'au moins', limit, ITEMS),
  arrayMaxSize: (limit = '') => quantity('at most', 'au plus', limit, ITEMS),
  matches: (pattern = '') => patterns.get(pattern) ?? { en: 'another form', fr: 'une autre forme' },
};

/** The expectations of a field that is missing, as what to give, where the others are no noun. */
export const expectationsOfMissing: Expectations = {
  isLowercase: says('a text in lower case', 'un texte en minuscules'),
  isNotEmpty: says('a value', 'une valeur'),
  arrayUnique: says('a list that holds each item once', 'une liste qui contient chaque élément une seule fois'),
  min: (limit) => ({ en: `a number of at least ${limit}`, fr: `un nombre d’au moins ${limit}` }),
  max: (limit) => ({ en: `a number of at most ${limit}`, fr: `un nombre d’au plus ${limit}` }),
  minLength: (limit = '') => quantity('a text of at least', 'un texte d’au moins', limit, CHARACTERS),
  maxLength: (limit = '') => quantity('a text of at most', 'un texte d’au plus', limit, CHARACTERS),
  isLength: (min = '', max = '') =>
    min === max
      ? quantity('a text of exactly', 'un texte d’exactement', min, CHARACTERS)
      : { en: `a text of ${between(min, max).en}`, fr: `un texte ${between(min, max).fr}` },
  arrayMinSize: (limit = '') => quantity('a list of at least', 'une liste d’au moins', limit, ITEMS),
  arrayMaxSize: (limit = '') => quantity('a list of at most', 'une liste d’au plus', limit, ITEMS),
  matches: (pattern = '') =>
    pattern === NOT_BLANK
      ? { en: 'a text that is more than blanks', fr: 'un texte fait d’autre chose que d’espaces' }
      : (patterns.get(pattern) ?? { en: 'a value', fr: 'une valeur' }),
};

const NOT_BLANK = String(/\S/);

const CHARACTERS: Sentence = { en: '{limit|character|characters}', fr: '{limit|caractère|caractères}' };
const ITEMS: Sentence = { en: '{limit|item|items}', fr: '{limit|élément|éléments}' };

function quantity(en: string, fr: string, limit: string, noun: Sentence): Sentence {
  return {
    en: `${en} ${limit} ${inWords(noun, { limit }, 'en')}`,
    fr: `${fr} ${limit} ${inWords(noun, { limit }, 'fr')}`,
  };
}

function between(min: string, max: string): Sentence {
  return { en: `${min} to ${max} characters`, fr: `de ${min} à ${max} caractères` };
}

/** Every pattern of a command or query, in words: a spec fails when one is missing. */
export const patterns: ReadonlyMap<string, Sentence> = new Map([
  [String(/^\d{4}-\d{2}-\d{2}$/), { en: 'a day, written YYYY-MM-DD', fr: 'un jour, écrit AAAA-MM-JJ' }],
  [
    String(/^\d{4}-(0[1-9]|1[0-2])$/),
    { en: 'a month from 01 to 12, written YYYY-MM', fr: 'un mois de 01 à 12, écrit AAAA-MM' },
  ],
  [String(/^([01]\d|2[0-3]):[0-5]\d$/), { en: 'a time of day, written HH:MM', fr: 'une heure, écrite HH:MM' }],
  [
    String(AS_OF),
    {
      en: 'a day (YYYY-MM-DD), an instant with its offset (RFC 3339) or a position as an answer gave it',
      fr: 'un jour (AAAA-MM-JJ), un instant avec son décalage (RFC 3339) ou une position telle qu’une réponse l’a donnée',
    },
  ],
  [
    String(/^https?:\/\/[^\s/?#@:]+(:\d{1,5})?([/?#]\S*)?$/),
    {
      en: 'a web address that begins with https:// or http://, without blanks and without a user’s name',
      fr: 'une adresse web qui commence par https:// ou http://, sans espace ni nom d’utilisateur',
    },
  ],
  [
    String(/^[a-z]+-[a-z][a-z0-9-]{0,39}\.[a-z0-9-]{1,60}$/),
    { en: 'a stream’s name, such as mission-main.<uuid>', fr: 'le nom d’un flux, comme mission-main.<uuid>' },
  ],
  [
    String(/^[A-Za-z]{1,60}$/),
    { en: 'the name of an event, such as HoursLogged', fr: 'le nom d’un événement, comme HoursLogged' },
  ],
  [
    String(new RegExp(`${AS_OF.source}|^\\d{4}-(?:0[1-9]|1[0-2])$`)),
    {
      en: 'a day (YYYY-MM-DD), an instant with its offset (RFC 3339), a position, or of a publication a month (YYYY-MM)',
      fr: 'un jour (AAAA-MM-JJ), un instant avec son décalage (RFC 3339), une position, ou pour une publication un mois (AAAA-MM)',
    },
  ],
  [
    String(AFTER),
    {
      en: 'a position as an answer gave it, or 0 to begin with the first event',
      fr: 'une position telle qu’une réponse l’a donnée, ou 0 pour commencer au premier événement',
    },
  ],
  [
    String(/^[A-Za-z0-9_-]+$/),
    { en: 'the `next` of the answer before, as it was given', fr: 'le `next` de la réponse précédente, tel quel' },
  ],
  [
    String(/^(?:[\dA-Fa-f]{8}(?:-[\dA-Fa-f]{4}){3}-[\dA-Fa-f]{12}|\d{4}-(?:0[1-9]|1[0-2]))$/),
    { en: 'a UUID, or a month written YYYY-MM', fr: 'un UUID, ou un mois écrit AAAA-MM' },
  ],
  [NOT_BLANK, { en: 'more than blanks', fr: 'autre chose que des espaces' }],
  [
    String(/^[A-Za-z0-9@._-]{1,60}$/),
    {
      en: 'a code of 1 to 60 letters, digits, or @ . _ -',
      fr: 'un code de 1 à 60 lettres sans accent, chiffres, ou @ . _ -',
    },
  ],
]);
