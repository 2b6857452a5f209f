import type { Refused, Register } from '@jalon/kernel';
import { COUNTRIES } from './countries.js';
import { refuse } from './rejections.js';

/** The longest number that is stored: with the name of its register it is part of a stream's name. */
const MOST_CHARACTERS = 44;

/** A number as it is stored, or why it is refused. */
export type ReadNumber = { readonly number: string | null } | Refused;

/**
 * Reads a number of a register as people write it: in full-width or other compatible characters, in small letters, with
 * spaces, dots, dashes and invisible characters.
 *
 * SIREN and RNA numbers can be checked, and are stored in one spelling. The others cannot: they are stored in a form that
 * keeps apart what may differ, while one number, written in ways that are not known here, may have two.
 *
 * - SIREN: nine digits with a Luhn check. A SIRET is refused with its SIREN.
 * - RNA: W, a three-character code of the prefecture (with a letter in Corsica and overseas) and six digits.
 * - Alsace-Moselle: see `readAlsaceMoselle`.
 * - Foreign: see `readForeign`.
 */
export function readRegisterNumber(register: Register, text: string | null): ReadNumber {
  if (text === null) return { number: null };
  switch (register) {
    case 'siren':
      return readSiren(text);
    case 'rna': {
      const number = withoutSeparators(text.normalize('NFKC').toUpperCase());
      return isRna(number) && hasPlainDigits(text) ? { number } : refuse('RNA_INVALID', { number: shown(text) });
    }
    case 'alsace-moselle':
      return readAlsaceMoselle(text);
    case 'foreign':
      return readForeign(text);
  }
}

/** In capitals, without accents: courts and towns are written with and without them. */
const withoutMarks = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toUpperCase();

/** France, and its parts that have an ISO code of their own and the French registers. */
const FRENCH: ReadonlySet<string> = new Set(['FR', 'BL', 'GF', 'GP', 'MF', 'MQ', 'PM', 'RE', 'YT']);

/** Between two parts of a foreign number: a slash, as it is stored. */
const SLASH = '_';

/**
 * A foreign number begins with the two letters of its country; EL and UK are taken for GR and GB. A slash between letters or digits has a meaning, and is
 * stored as a low line: `DE VR 8/112` is `DEVR8_112`, and is not 81/12. No other separator has one.
 */
function readForeign(text: string): ReadNumber {
  const number = withoutMarks(text)
    .split(/[/\u2044\u2215_]/)
    .map(withoutSeparators)
    .filter((part) => part !== '')
    .join(SLASH)
    .replace(/^(EL|UK)/, (country) => (country === 'EL' ? 'GR' : 'GB'));
  const params = { number: shown(text), most: MOST_CHARACTERS };
  const isWhole = /^[A-Z]{2}[A-Z\d_]*$/.test(number) && /\d/.test(number) && number.length <= MOST_CHARACTERS;
  if (!isWhole || !hasPlainDigits(text)) return refuse('FOREIGN_NUMBER_INVALID', params);
  const country = number.slice(0, 2);
  if (FRENCH.has(country)) return refuse('FOREIGN_NUMBER_FRENCH', { number: shown(text) });
  return COUNTRIES.has(country) ? { number } : refuse('COUNTRY_UNKNOWN', { number: shown(text), country });
}

const wordsOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Words that say only that a court keeps a register, and that a body stands in it. */
const GENERIC = wordsOf(
  'REGISTRE REGISTRES ASSOCIATION ASSOCIATIONS TRIBUNAL TRIBUNAUX JUDICIAIRE INSTANCE GRANDE PROXIMITE TI TJ TGI TP GREFFE INSCRITE INSCRIT INSCRIPTION ENREGISTREE SOUS AUPRES AU AUX A ET DES DE DU D LES LE LA L',
);
const VOLUME = wordsOf('VOLUME VOL V');
const FOLIO = wordsOf('FOLIO FOL FO F');
const NUMBER = wordsOf('NUMERO NUM NO N');

const isKnownWord = (part: string) => [GENERIC, VOLUME, FOLIO, NUMBER].some((words) => words.has(part));
const isNumeral = (part: string) => /^\p{N}/u.test(part);

interface Place {
  readonly volume: string;
  readonly folio: string;
}

/**
 * Each court of Alsace-Moselle numbers its own register by volume and folio: `Strasbourg, vol. 81, fol. 12` is stored as
 * `STRASBOURG-81-12`. Volume and folio stay apart, since 8/112 is not 81/12, and are told by the words before them, or by
 * their order where no word is given. The national AMALIA number, which replaces them since 2023 (A, year, court,
 * number), holds no separator of its own.
 */
function readAlsaceMoselle(text: string): ReadNumber {
  const capitals = withoutMarks(text);
  const amalia = /^(A\d{4}[A-Z]{2,4})0*([1-9]\d{0,8})$/.exec(capitals.replace(/[\s.\p{Pd}]/gu, ''));
  const number = amalia ? `${amalia[1]}${amalia[2]}` : ofCourt(capitals);
  const isWhole = number !== null && number.length <= MOST_CHARACTERS && hasPlainDigits(text);
  return isWhole ? { number } : refuse('ALSACE_MOSELLE_INVALID', { number: shown(text) });
}

/** Court, volume and folio as they are stored; null where one is missing, or anything else is said. */
function ofCourt(capitals: string): string | null {
  const parts = capitals
    .replace(/(?<!\p{L})T\.\s?(?:(G)\.\s?)?([IJP])\.?(?!\p{L})/gu, 'T$1$2')
    .match(/\p{L}+|\p{N}+/gu);
  if (parts === null) return null;
  const place = placeIn(parts);
  const court = parts
    .filter((part) => !isKnownWord(part) && !isNumeral(part))
    .map((part) => SAINTS.get(part) ?? part)
    .join('');
  if (place === null || !/^[A-Z]{2,}$/.test(court) || isKnownWord(court) || SAINTS.has(court)) return null;
  return `${court}-${place.volume}-${place.folio}`;
}

const SAINTS: ReadonlyMap<string, string> = new Map([
  ['SAINT', 'ST'],
  ['SAINTE', 'STE'],
]);

/** The volume and the folio; null where they cannot be told without a doubt. */
function placeIn(parts: readonly string[]): Place | null {
  const named: Partial<Record<keyof Place, string>> = {};
  const unnamed: string[] = [];
  let word: keyof Place | null = null;
  for (const [index, part] of parts.entries()) {
    const [before = '', after = ''] = [parts[index - 1], parts[index + 1]];
    const meant = VOLUME.has(part) ? 'volume' : FOLIO.has(part) ? 'folio' : null;
    if (isNumeral(part)) {
      const digits = part.replace(/^0+/, '');
      if (!/^\d+$/.test(digits)) return null;
      if (word === null) unnamed.push(digits);
      else if (word in named) return null;
      else named[word] = digits;
      word = null;
    } else if (!NUMBER.has(part) || !isNumeral(after)) {
      // A word without its number, or a suffix: `12 bis`, `12 A`.
      if (word !== null || (meant === null && isSuffix(part) && isNumeral(before))) return null;
      word = meant;
    }
  }
  if (word !== null) return null;
  const rest = [...unnamed];
  const volume = named.volume ?? rest.shift();
  const folio = named.folio ?? rest.shift();
  return volume === undefined || folio === undefined || rest.length > 0 ? null : { volume, folio };
}

function isSuffix(part: string): boolean {
  return part.length === 1 || ['BIS', 'TER', 'QUATER'].includes(part);
}

/** The same for a SIREN alone: that of an employer. */
export function readSiren(text: string | null): ReadNumber {
  if (text === null) return { number: null };
  const number = withoutSeparators(text.normalize('NFKC'));
  if (isSiren(number) && hasPlainDigits(text)) return { number };
  const siren = number.slice(0, 9);
  // A SIRET names an establishment: the SIREN of its body, and five digits.
  if (/^\d{14}$/.test(number) && isSiren(siren)) return refuse('SIRET_GIVEN', { number: shown(text), siren });
  return refuse('SIREN_INVALID', { number: shown(text) });
}

function withoutSeparators(text: string): string {
  return text.replace(/[\s\p{C}\p{P}\p{S}]/gu, '');
}

/** Whether each digit is written as one, in usual or full width: ½ would be two of them, and ² is a 2 of another kind. */
function hasPlainDigits(text: string): boolean {
  return Array.from(text).every((each) => /[\d\uff10-\uff19]/.test(each) || !/\d/.test(each.normalize('NFKC')));
}

/** What was given, as a message repeats it: a text from outside is not repeated in full. */
function shown(text: string): string {
  return text.slice(0, MOST_CHARACTERS);
}

/** La Poste (356000000) needs no exception here: its SIREN keeps the Luhn check, only its SIRETs do not. */
export function isSiren(number: string): boolean {
  return /^\d{9}$/.test(number) && luhnSum(number) % 10 === 0 && !isOnlyZeros(number);
}

export function isRna(number: string): boolean {
  return /^W\d[\dA-Z]\d{7}$/.test(number) && !isOnlyZeros(number.slice(1));
}

/** Files hold zeros where a number is unknown. Their sum would pass Luhn's check. */
function isOnlyZeros(digits: string): boolean {
  return /^0+$/.test(digits);
}

/** Every second digit from the right counts double, and a double of two digits counts as their sum. */
function luhnSum(number: string): number {
  return Array.from(number)
    .reverse()
    .reduce((sum, digit, index) => {
      const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
      return sum + (value > 9 ? value - 9 : value);
    }, 0);
}
