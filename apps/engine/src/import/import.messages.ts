import type { RejectionTable, Sentence } from '@jalon/kernel';

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

/** Why a file or its mapping cannot be imported at all. */
export const importMessages = {
  FILE_UNREADABLE: {
    en: '{file} cannot be read.',
    fr: 'Impossible de lire {file}.',
  },
  MAPPING_NOT_JSON: {
    en: '{file} is not JSON: {reason}',
    fr: '{file} n’est pas du JSON\u00A0: {reason}',
  },
  MAPPING_INVALID: {
    en: '{file} is not a mapping:\n  {flaws}',
    fr: '{file} n’est pas un fichier de correspondance valable\u00A0:\n  {flaws}',
  },
  CSV_EMPTY: {
    en: '{file} has no header line.',
    fr: '{file} n’a pas de ligne d’en-tête.',
  },
  CSV_COLUMN_MISSING: {
    en: '{file} has no column {columns}, which the mapping names.',
    fr: '{file} n’a pas de colonne {columns}, que le fichier de correspondance nomme.',
  },
  CSV_COLUMN_TWICE: {
    en: '{file} has several columns {columns}: which one is meant cannot be told.',
    fr: '{file} a plusieurs colonnes {columns}\u00A0: on ne peut pas dire laquelle est visée.',
  },
  CSV_MALFORMED: {
    en: '{file} is not well-formed CSV: {reason}',
    fr: '{file} n’est pas du CSV bien formé\u00A0: {reason}',
  },
  CSV_ENCODING: {
    en: '{file} is not written in {encoding}: say its encoding in the mapping.',
    fr: '{file} n’est pas écrit en {encoding}\u00A0: indiquez son encodage dans le fichier de correspondance.',
  },
} as const satisfies Readonly<Record<string, Sentence>>;

export type ImportMessage = keyof typeof importMessages;
