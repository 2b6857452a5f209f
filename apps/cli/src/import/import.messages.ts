import type { RejectionTable } from '@jalon/kernel';

/** Why a row cannot be read as a need, before any command is made of it. */
export const importRejections = {
  ROW_INCOMPLETE: {
    kind: 'unprocessable',
    en: 'The line has not as many cells as the header.',
    fr: 'La ligne n’a pas autant de cellules que l’en-tête.',
  },
  KEY_EMPTY: {
    kind: 'unprocessable',
    en: 'The key is empty ({columns}).',
    fr: 'La clé est vide ({columns}).',
  },
  KEY_TOO_LONG: {
    kind: 'unprocessable',
    en: 'The key is longer than {limit} {limit|character|characters}.',
    fr: 'La clé dépasse {limit} {limit|caractère|caractères}.',
  },
  FIELD_MISSING: {
    kind: 'unprocessable',
    en: '{field} is missing.',
    fr: '{field} manque.',
  },
  DATE_UNREADABLE: {
    kind: 'unprocessable',
    en: '{field}: “{value}” is not a date of the calendar written as {formats}.',
    fr: '{field}\u00A0: «\u00A0{value}\u00A0» n’est pas une date du calendrier écrite {formats}.',
  },
  NUMBER_UNREADABLE: {
    kind: 'unprocessable',
    en: '{field}: “{value}” is not a number that can be kept whole.',
    fr: '{field}\u00A0: «\u00A0{value}\u00A0» n’est pas un nombre qui puisse être gardé entier.',
  },
  VALUE_NOT_IN_TABLE: {
    kind: 'unprocessable',
    en: '{field}: the mapping’s table says nothing of “{value}”.',
    fr: '{field}\u00A0: la table de correspondance ne dit rien de «\u00A0{value}\u00A0».',
  },
  VALUE_NOT_ALLOWED: {
    kind: 'unprocessable',
    en: '{problem}.',
    fr: '{problem}.',
  },
  NEED_OF_ANOTHER_ORGANISATION: {
    kind: 'conflict',
    en: 'This need was published for another organisation; a need does not change hands.',
    fr: 'Ce besoin a été publié pour un autre organisme\u202F; un besoin ne change pas de mains.',
  },
} as const satisfies RejectionTable<string>;

export type ImportRejection = keyof typeof importRejections;
