import type { Refused, Register } from '@jalon/kernel';
import { refuse } from './rejections.js';

/** The longest number that is stored: with the name of its register it is part of a stream's name. */
const MOST_CHARACTERS = 44;

/** A number as it is stored, or why it is refused. */
export type ReadNumber = { readonly number: string | null } | Refused;

/**
 * Reads a number of a register as people write it: in full-width or other compatible characters, in small letters, with
 * spaces, dots, dashes and invisible characters. The same number is then stored in one spelling, and is checked as far as its register allows.
 *
 * - SIREN: nine digits with a Luhn check. A SIRET is refused with its SIREN.
 * - RNA: W, a three-character code of the prefecture (with a letter in Corsica and overseas) and six digits.
 * - The registers of Alsace-Moselle (volume and folio) and of other countries have no common form: letters and digits,
 *   in capitals. What separates two digits is kept as a dash, since 8/112 is not 81/12.
 */
export function readRegisterNumber(register: Register, text: string | null): ReadNumber {
  if (text === null) return { number: null };
  const capitals = text.normalize('NFKC').toUpperCase();
  switch (register) {
    case 'siren':
      return readSiren(text);
    case 'rna': {
      const number = withoutSeparators(capitals);
      return isRna(number) ? { number } : refuse('RNA_INVALID', { number: shown(text) });
    }
    case 'alsace-moselle':
    case 'foreign': {
      const number = capitals
        .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
        .replace(/(\p{N})[^\p{L}\p{N}]+(?=\p{N})/gu, '$1-')
        .replace(/[^\p{L}\p{N}-]+|-(?!\p{N})|(?<!\p{N})-/gu, '');
      const stored = /^[A-Z0-9-]+$/.test(number) && number.length <= MOST_CHARACTERS;
      return stored ? { number } : refuse('REGISTER_NUMBER_INVALID', { number: shown(text), most: MOST_CHARACTERS });
    }
  }
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
  return text.replace(/[\s\p{Cf}\p{Pd}\u2212./_]/gu, '');
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
