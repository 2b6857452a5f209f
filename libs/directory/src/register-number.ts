import type { Refused, Register } from '@jalon/kernel';
import { refuse } from './rejections.js';

/** The longest number that is stored: with the name of its register it is part of a stream's name. */
const MOST_CHARACTERS = 44;

/** A number as it is stored, or why it is refused. */
export type ReadNumber = { readonly number: string | null } | Refused;

/**
 * Reads a number of a register as people write it: in full-width or other compatible characters, in small letters, with
 * spaces, dots, dashes and invisible characters. The same number is then stored in one spelling, and is checked as far as
 * its register allows.
 *
 * - SIREN: nine digits with a Luhn check. A SIRET is refused with its SIREN.
 * - RNA: W, a three-character code of the prefecture (with a letter in Corsica and overseas) and six digits.
 * - Alsace-Moselle: see `readAlsaceMoselle`.
 * - Foreign: the two letters of the country, then letters and digits. Separators have no meaning.
 */
export function readRegisterNumber(register: Register, text: string | null): ReadNumber {
  if (text === null) return { number: null };
  const number = withoutSeparators(text.normalize('NFKC').toUpperCase());
  switch (register) {
    case 'siren':
      return readSiren(text);
    case 'rna':
      return isRna(number) ? { number } : refuse('RNA_INVALID', { number: shown(text) });
    case 'alsace-moselle':
      return readAlsaceMoselle(text);
    case 'foreign': {
      const stored = /^[A-Z]{2}[A-Z]*\d[A-Z\d]*$/.test(number) && number.length <= MOST_CHARACTERS;
      return stored ? { number } : refuse('FOREIGN_NUMBER_INVALID', { number: shown(text), most: MOST_CHARACTERS });
    }
  }
}

/** Words around a volume and a folio: they say what is counted, or that a court keeps the register. */
const WORDS_OF_REGISTERS = new Set(
  'REGISTRE ASSOCIATIONS TRIBUNAL JUDICIAIRE INSTANCE GRANDE PROXIMITE TI TJ TGI TP T I J G P VOLUME VOL V FOLIO FOL FO F NUMERO NO N DES DE DU D L LE LA'.split(
    ' ',
  ),
);

/**
 * Each court of Alsace-Moselle numbers its own register by volume and folio: `Strasbourg, vol. 81, fol. 12` is stored as
 * `STRASBOURG-81-12`. Volume and folio stay apart, since 8/112 is not 81/12. The national AMALIA number, which replaces
 * them since 2023 (A, year, court, number), holds no separator of its own.
 */
function readAlsaceMoselle(text: string): ReadNumber {
  const capitals = text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toUpperCase();
  const amalia = withoutSeparators(capitals);
  if (/^A\d{4}[A-Z]{2,4}\d{1,9}$/.test(amalia)) return { number: amalia };
  const parts = capitals.match(/\p{L}+|\p{N}+/gu) ?? [];
  const court = parts.filter((part) => /^\p{L}/u.test(part) && !WORDS_OF_REGISTERS.has(part)).join('');
  const places = parts.filter((part) => /^\p{N}/u.test(part)).map((digits) => digits.replace(/^0+/, ''));
  const number = [court, ...places].join('-');
  const isWhole = /^[A-Z]{2,}-\d+-\d+$/.test(number) && number.length <= MOST_CHARACTERS;
  return isWhole ? { number } : refuse('ALSACE_MOSELLE_INVALID', { number: shown(text) });
}

/** The same for a SIREN alone: that of an employer. */
export function readSiren(text: string | null): ReadNumber {
  if (text === null) return { number: null };
  const number = withoutSeparators(text.normalize('NFKC'));
  if (isSiren(number)) return { number };
  const siren = number.slice(0, 9);
  // A SIRET names an establishment: the SIREN of its body, and five digits.
  if (/^\d{14}$/.test(number) && isSiren(siren)) return refuse('SIRET_GIVEN', { number: shown(text), siren });
  return refuse('SIREN_INVALID', { number: shown(text) });
}

function withoutSeparators(text: string): string {
  return text.replace(/[\s\p{C}\p{P}\p{S}]/gu, '');
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
