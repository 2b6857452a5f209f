import type { RejectionTable, Sentence } from '@jalon/kernel';

/** Why a row cannot be read as a need, before any command is made of it. */
export const importRejections = {
  ROW_INCOMPLETE: {
    kind: 'unprocessable',
    en: 'The row has {fields} {fields|field|fields}, the header {width}. Is a field with the separator in it without quotes?',
    fr: 'La ligne a {fields} {fields|champ|champs}, l’en-tête {width}. Un champ qui contient le séparateur est-il sans guillemets\u202F?',
  },
  ROW_SEPARATOR: {
    kind: 'unprocessable',
    en: 'The row has {fields} {fields|field|fields} instead of {width}, because it is separated by “{found}” and not by “{separator}” as the header. Use one separator in the whole file.',
    fr: 'La ligne a {fields} {fields|champ|champs} au lieu de {width}, car elle est séparée par «\u00A0{found}\u00A0» et non par «\u00A0{separator}\u00A0» comme l’en-tête. Utilisez un seul séparateur dans tout le fichier.',
  },
  TEXT_GARBLED: {
    kind: 'unprocessable',
    en: '{column}: “{value}” was read in the wrong encoding. The mapping says {encoding}: set `encoding` to the one in which the file was saved (`utf-8`, or `windows-1252` for older software), or export the file again if it looks so there too.',
    fr: '{column}\u00A0: «\u00A0{value}\u00A0» a été lu dans le mauvais encodage. La correspondance dit {encoding}\u00A0: donnez dans `encoding` celui du fichier (`utf-8`, ou `windows-1252` pour d’anciens logiciels), ou exportez le fichier de nouveau s’il est écrit ainsi.',
  },
  MATCH_NOT_FOUND: {
    kind: 'unprocessable',
    en: '{field}: `match` finds nothing in “{value}”. Correct the pattern, or say in `otherwise` what such a cell means (`null`: empty).',
    fr: '{field}\u00A0: `match` ne trouve rien dans «\u00A0{value}\u00A0». Corrigez le motif, ou dites dans `otherwise` ce qu’une telle cellule signifie (`null`\u00A0: vide).',
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
    en: '{file} has no column {columns}, which the mapping names. Its columns: {found}.',
    fr: '{file} n’a pas de colonne {columns}, que le fichier de correspondance nomme. Ses colonnes\u00A0: {found}.',
  },
  CSV_SEPARATOR: {
    en: '{file} is separated by “{found}”, the mapping says “{separator}”: set `separator` in the mapping.',
    fr: '{file} est séparé par «\u00A0{found}\u00A0», la correspondance dit «\u00A0{separator}\u00A0»\u00A0: corrigez `separator` dans la correspondance.',
  },
  CSV_IS_WORKBOOK: {
    en: '{file} is a workbook of the old format (.xls): save it as .xlsx or as CSV (UTF-8), and import that.',
    fr: '{file} est un classeur de l’ancien format (.xls)\u00A0: enregistrez-le en .xlsx ou en CSV (UTF-8), et importez ce fichier.',
  },
  WORKBOOK_UNREADABLE: {
    en: '{file} is not a workbook that can be read: save it as .xlsx again, or as CSV (UTF-8).',
    fr: '{file} n’est pas un classeur lisible\u00A0: enregistrez-le de nouveau en .xlsx, ou en CSV (UTF-8).',
  },
  WORKBOOK_TOO_LARGE: {
    en: '{file} is too large for a workbook: at most {megabytes} MB, {unpacked} MB when unpacked, and {cells} cells up to the last one that is used. Save its sheet as CSV (UTF-8), which may be of any size.',
    fr: '{file} est trop grand pour un classeur\u00A0: au plus {megabytes} Mo, {unpacked} Mo une fois décompressé, et {cells} cellules jusqu’à la dernière utilisée. Enregistrez sa feuille en CSV (UTF-8), dont la taille n’est pas limitée.',
  },
  SHEET_UNKNOWN: {
    en: '{file} has no sheet {sheet}: correct `sheet` in the mapping, or leave it out for the first one.',
    fr: '{file} n’a pas de feuille {sheet}\u00A0: corrigez `sheet` dans la correspondance, ou retirez-le pour prendre la première.',
  },
  CSV_ENCODING_IS: {
    en: '{file} is written in {found}, the mapping says {encoding}: set `encoding` in the mapping, or save the file as UTF-8.',
    fr: '{file} est écrit en {found}, la correspondance dit {encoding}\u00A0: corrigez `encoding` dans la correspondance, ou enregistrez le fichier en UTF-8.',
  },
  CSV_QUOTE_OPEN: {
    en: '{file}, line {line}: a quote ({quote}) is opened in the row that begins here, and never closed. Close it, or double a quote that belongs to the text.',
    fr: '{file}, ligne {line}\u00A0: un guillemet ({quote}) est ouvert dans la ligne qui commence ici, et jamais fermé. Fermez-le, ou doublez un guillemet qui fait partie du texte.',
  },
  CSV_QUOTE_STRAY: {
    en: '{file}, line {line}, field {field}: a quote ({quote}) stands inside the text. Quote the whole field and double the quotes in it, or give another `quote` in the mapping.',
    fr: '{file}, ligne {line}, champ {field}\u00A0: un guillemet ({quote}) est au milieu du texte. Entourez tout le champ de guillemets et doublez ceux qu’il contient, ou donnez un autre `quote` dans la correspondance.',
  },
  MAPPING_ENCODING: {
    en: '{file} is not written in UTF-8: save it as UTF-8.',
    fr: '{file} n’est pas écrit en UTF-8\u00A0: enregistrez-le en UTF-8.',
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
    en: '{file} is not written in {encoding}: set `encoding` in the mapping (`windows-1252` for older software), or save the file as UTF-8.',
    fr: '{file} n’est pas écrit en {encoding}\u00A0: donnez son encodage dans `encoding` (`windows-1252` pour d’anciens logiciels), ou enregistrez le fichier en UTF-8.',
  },
} as const satisfies Readonly<Record<string, Sentence>>;

export type ImportMessage = keyof typeof importMessages;
