import type { Refused, Register } from '@jalon/kernel';
import { refuse } from './rejections.js';

/**
 * Refuses a number that is not well formed for its register. SIREN: nine digits with a Luhn check. RNA: W, a
 * three-character code of the prefecture (with a letter in Corsica and overseas) and six digits. Numbers of the
 * registers of Alsace-Moselle (volume and folio) and of other countries cannot be checked.
 */
export function wrongNumber(register: Register, number: string | null): Refused | null {
  if (number === null) return null;
  switch (register) {
    case 'siren':
      return isSiren(number) ? null : refuse('SIREN_INVALID', { number });
    case 'rna':
      return isRna(number) ? null : refuse('RNA_INVALID', { number });
    case 'alsace-moselle':
    case 'foreign':
      return null;
  }
}

/** La Poste (356000000) needs no exception here: its SIREN keeps the Luhn check, only its SIRETs do not. */
export function isSiren(number: string): boolean {
  return /^\d{9}$/.test(number) && luhnSum(number) % 10 === 0;
}

export function isRna(number: string): boolean {
  return /^W\d[\dA-Z]\d{7}$/.test(number);
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
