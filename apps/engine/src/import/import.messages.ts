import type { RejectionTable, Sentence } from '@jalon/kernel';

/** Why a row does not go in, besides the refusals of its command. */
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
  STAFF_NUMBER_TWICE: {
    kind: 'unprocessable',
    en: 'Lines {lines} have the same staff number and do not say the same, or one of them cannot be read. Keep the row that holds now; give people of several employers numbers that differ (`prefix` in the mapping).',
    fr: 'Les lignes {lines} ont le même matricule et ne disent pas la même chose, ou l’une d’elles est illisible. Gardez celle qui vaut aujourd’hui\u202F; donnez des matricules distincts aux personnes de plusieurs employeurs (`prefix` dans la correspondance).',
  },
  STAFF_NUMBER_OF_SEVERAL: {
    kind: 'conflict',
    en: 'Several people of the directory have the staff number of this row, or its previous one ({ids}). Correct their numbers or the row, then import again.',
    fr: 'Plusieurs personnes de l’annuaire ont le matricule de cette ligne, ou le précédent ({ids}). Corrigez leurs matricules ou la ligne, puis importez de nouveau.',
  },
  EMAIL_TWICE: {
    kind: 'unprocessable',
    en: 'Lines {lines} have the same e-mail address and staff numbers that differ, and this one is new. If they are one person, keep the row that holds now, with the other number in `previousStaffNumber`; else correct the address, or leave it empty.',
    fr: 'Les lignes {lines} ont la même adresse électronique et des matricules différents, et celui-ci est nouveau. S’il s’agit d’une seule personne, gardez la ligne qui vaut aujourd’hui, avec l’autre matricule dans `previousStaffNumber`\u202F; sinon corrigez l’adresse, ou laissez-la vide.',
  },
  PERSON_NAMED_TWICE: {
    kind: 'unprocessable',
    en: 'This row is about the same person as line {line}: one has their present staff number, the other a previous one. Keep one of them.',
    fr: 'Cette ligne parle de la même personne que la ligne {line}\u00A0: l’une a son matricule actuel, l’autre un ancien. Gardez-en une.',
  },
  MANAGER_CIRCLE: {
    kind: 'unprocessable',
    en: 'The managers form a circle: {chain}. Correct one of these rows.',
    fr: 'Les managers forment une boucle\u00A0: {chain}. Corrigez l’une de ces lignes.',
  },
  MANAGER_NOT_FOUND: {
    kind: 'unprocessable',
    en: 'The manager {manager} is neither in the file nor in the directory. Add their row, or correct the staff number.',
    fr: 'Le manager {manager} n’est ni dans le fichier ni dans l’annuaire. Ajoutez sa ligne, ou corrigez le matricule.',
  },
  MANAGER_NOT_ENTERED: {
    kind: 'unprocessable',
    en: 'The manager {manager} did not go in: mend line {line} first, then import again.',
    fr: 'Le manager {manager} n’est pas entré\u00A0: corrigez d’abord la ligne {line}, puis importez de nouveau.',
  },
  MANAGER_HAS_LEFT: {
    kind: 'unprocessable',
    en: 'The manager {manager} has left by line {line}, and is not in the directory. Name their present manager, or leave the cell empty.',
    fr: 'Le manager {manager} est parti selon la ligne {line}, et n’est pas dans l’annuaire. Indiquez le manager actuel, ou laissez la cellule vide.',
  },
  EMPLOYER_NOT_FOUND_BY: {
    kind: 'unprocessable',
    en: 'employer: “{value}” is neither the id nor the SIREN number of an employer in the directory. Register it, or translate the value by `values` in the mapping.',
    fr: 'employer\u00A0: «\u00A0{value}\u00A0» n’est ni l’identifiant ni le numéro SIREN d’un employeur de l’annuaire. Enregistrez-le, ou traduisez la valeur par `values` dans la correspondance.',
  },
  EMPLOYER_OF_SEVERAL: {
    kind: 'conflict',
    en: 'employer: several employers of the directory have the SIREN number “{value}”: {ids}. Correct or close all but one, or name one by its id.',
    fr: 'employer\u00A0: plusieurs employeurs de l’annuaire portent le numéro SIREN «\u00A0{value}\u00A0»\u00A0: {ids}. Corrigez-les ou fermez-les tous sauf un, ou désignez-en un par son identifiant.',
  },
  PERSON_HAS_LEFT: {
    kind: 'conflict',
    en: 'The person with this staff number has been gone since {leftOn}. If they come again, or the number is somebody else’s now, give an entry date (`entryDate`) from that day on; else give their last day, or leave the row out.',
    fr: 'La personne qui a ce matricule est partie depuis le {leftOn}. Si elle revient, ou si le matricule est celui de quelqu’un d’autre, donnez une date d’entrée (`entryDate`) à partir de ce jour\u202F; sinon donnez son dernier jour, ou retirez la ligne.',
  },
  EMAIL_OF_ANOTHER: {
    kind: 'conflict',
    en: 'The person {id} has this e-mail address, and another staff number or none. If it is the same person, give the old number in `previousStaffNumber`, or this number to them first; else correct the address.',
    fr: 'La personne {id} a cette adresse électronique, et un autre matricule ou aucun. S’il s’agit de la même personne, donnez l’ancien matricule dans `previousStaffNumber`, ou donnez-lui d’abord celui-ci\u202F; sinon corrigez l’adresse.',
  },
  PERSON_ERASED: {
    kind: 'conflict',
    en: 'The person whom an import registered with this staff number has been erased, and no import enters them again. Leave the row out. If the number is somebody else’s now, register them with it (POST /v1/people): later imports find them.',
    fr: 'La personne qu’un import avait enregistrée avec ce matricule a été effacée, et aucun import ne l’entre de nouveau. Retirez la ligne. Si le matricule est maintenant celui de quelqu’un d’autre, enregistrez cette personne avec lui (POST /v1/people)\u00A0: les imports suivants la trouvent.',
  },
  LEFT_BEFORE_IMPORT: {
    kind: 'conflict',
    en: 'The person has been gone since {leftOn} and was never in the directory: there is nothing to enter.',
    fr: 'La personne est partie depuis le {leftOn} et n’a jamais été dans l’annuaire\u00A0: il n’y a rien à entrer.',
  },
  ORGANISATION_NUMBER_MISSING: {
    kind: 'unprocessable',
    en: 'The row has no number: a name alone does not tell one organisation from another. Give its number, or the id of its entry in the directory as `id`; of a branch, name the head as `branchOf`.',
    fr: 'La ligne n’a pas de numéro\u00A0: un nom seul ne distingue pas un organisme d’un autre. Donnez son numéro, ou l’identifiant de sa fiche dans l’annuaire (`id`)\u202F; pour une antenne, indiquez le siège (`branchOf`).',
  },
  ORGANISATION_NOT_FOUND_BY: {
    kind: 'unprocessable',
    en: 'id: no organisation of the directory has the id “{id}”. Correct it, or leave it empty to find the organisation by its number.',
    fr: 'id\u00A0: aucun organisme de l’annuaire n’a l’identifiant «\u00A0{id}\u00A0». Corrigez-le, ou laissez-le vide pour trouver l’organisme par son numéro.',
  },
  ORGANISATION_TWICE: {
    kind: 'unprocessable',
    en: 'Lines {lines} are about the same organisation and do not say the same. Keep the row that holds now. If one of them is a branch, name its head as `branchOf`.',
    fr: 'Les lignes {lines} parlent du même organisme et ne disent pas la même chose. Gardez celle qui vaut aujourd’hui. Si l’une d’elles est une antenne, indiquez son siège (`branchOf`).',
  },
  BRANCH_OF_SEVERAL: {
    kind: 'conflict',
    en: 'Several branches of this head have this name ({ids}). Give the id of the one that is meant as `id`.',
    fr: 'Plusieurs antennes de ce siège portent ce nom ({ids}). Donnez l’identifiant de celle qui est visée (`id`).',
  },
  HEAD_NOT_FOUND: {
    kind: 'unprocessable',
    en: 'branchOf: “{head}” is neither in the directory nor in a readable row of the file. Add or mend the row of the head, or correct its number.',
    fr: 'branchOf\u00A0: «\u00A0{head}\u00A0» n’est ni dans l’annuaire ni dans une ligne lisible du fichier. Ajoutez ou corrigez la ligne du siège, ou corrigez son numéro.',
  },
  HEAD_NOT_ENTERED: {
    kind: 'unprocessable',
    en: 'The head {head} did not go in: mend line {line} first, then import again.',
    fr: 'Le siège {head} n’est pas entré\u00A0: corrigez d’abord la ligne {line}, puis importez de nouveau.',
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
    en: '{file} cannot be read. Check its path, and that you may read it.',
    fr: 'Impossible de lire {file}. Vérifiez son chemin, et que vous avez le droit de le lire.',
  },
  MAPPING_NOT_JSON: {
    en: '{file} is not JSON{place}. Look for a missing or spare comma, quote or bracket.',
    fr: '{file} n’est pas du JSON{place}. Cherchez une virgule, un guillemet ou un crochet qui manque ou qui est de trop.',
  },
  MAPPING_TOO_LARGE: {
    en: '{file} is too large for a mapping: at most {kilobytes} kB, and {members} keys and items in all.',
    fr: '{file} est trop grand pour une correspondance\u00A0: au plus {kilobytes} Ko, et {members} clés et éléments en tout.',
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
    en: '{file} lacks what the mapping names as columns: {columns}. Its columns: {found}.',
    fr: 'Il manque à {file} des colonnes que la correspondance nomme\u00A0: {columns}. Ses colonnes\u00A0: {found}.',
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
    en: '{file} is too large for a workbook: at most {megabytes} MB, {unpacked} MB when unpacked, and {cells} cells up to the last one that is used. Save its sheet as CSV (UTF-8), which may be larger.',
    fr: '{file} est trop grand pour un classeur\u00A0: au plus {megabytes} Mo, {unpacked} Mo une fois décompressé, et {cells} cellules jusqu’à la dernière utilisée. Enregistrez sa feuille en CSV (UTF-8), qui peut être plus grand.',
  },
  TOO_MANY_ROWS: {
    en: '{file} has more than {limit} rows. Split it. The command line takes files of up to {most} rows.',
    fr: '{file} a plus de {limit} lignes. Divisez-le. La ligne de commande prend des fichiers de {most} lignes au plus.',
  },
  ROWS_TOO_LONG: {
    en: 'The rows of {file} say more than {limit} MB in all, as the mapping reads them. Split the file, or shorten its cells and the mapping’s constants.',
    fr: 'Les lignes de {file} disent plus de {limit} Mo en tout, telles que la correspondance les lit. Divisez le fichier, ou raccourcissez ses cellules et les constantes de la correspondance.',
  },
  FILE_TOO_HEAVY: {
    en: 'Reading {file} takes more than {limit} MB of memory. Split it, write fewer or shorter patterns in the mapping, or save the sheet of a workbook as CSV (UTF-8).',
    fr: 'La lecture de {file} demande plus de {limit} Mo de mémoire. Divisez-le, écrivez des motifs moins nombreux ou plus courts dans la correspondance, ou enregistrez la feuille d’un classeur en CSV (UTF-8).',
  },
  FILE_TOO_SLOW: {
    en: 'Reading {file} takes more than {limit} seconds. Split it, or write shorter patterns where the mapping has a `match`.',
    fr: 'La lecture de {file} prend plus de {limit} secondes. Divisez-le, ou écrivez des motifs plus courts là où la correspondance a un `match`.',
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
  CSV_ROW_TOO_LONG: {
    en: '{file}, line {line}: the row that begins here is longer than {limit} MB. Is a quote ({quote}) opened in it and never closed?',
    fr: '{file}, ligne {line}\u00A0: la ligne qui commence ici dépasse {limit} Mo. Un guillemet ({quote}) y est-il ouvert et jamais fermé\u202F?',
  },
  CSV_QUOTE_STRAY: {
    en: '{file}, line {line}, field {field}: a quote ({quote}) stands inside the text. Quote the whole field and double the quotes in it, or give another `quote` in the mapping.',
    fr: '{file}, ligne {line}, champ {field}\u00A0: un guillemet ({quote}) est au milieu du texte. Entourez tout le champ de guillemets et doublez ceux qu’il contient, ou donnez un autre `quote` dans la correspondance.',
  },
  SHIFT_TOO_FAR: {
    en: '{file}, line {line}: its date {date} is the latest, and more than {limit} {limit|year|years} away from {year}: every date would be moved as far. Mend that line, or leave --shift-dates out.',
    fr: '{file}, ligne {line}\u00A0: sa date {date} est la plus tardive, à plus de {limit} {limit|an|ans} de {year}\u00A0: toutes les dates seraient décalées d’autant. Corrigez cette ligne, ou retirez --shift-dates.',
  },
  MAPPING_ENCODING: {
    en: '{file} is not written in UTF-8: save it as UTF-8.',
    fr: '{file} n’est pas écrit en UTF-8\u00A0: enregistrez-le en UTF-8.',
  },
  CSV_COLUMN_TWICE: {
    en: '{file} has several columns of one name ({columns}): which one is meant cannot be told. Rename them.',
    fr: '{file} a plusieurs colonnes du même nom ({columns})\u00A0: on ne peut pas dire laquelle est visée. Renommez-les.',
  },
  CSV_MALFORMED: {
    en: '{file}, line {line}: the row that begins here is not well-formed CSV. Check its quotes and separators.',
    fr: '{file}, ligne {line}\u00A0: la ligne qui commence ici n’est pas du CSV bien formé. Vérifiez ses guillemets et ses séparateurs.',
  },
  CSV_ENCODING: {
    en: '{file} is not written in {encoding}: set `encoding` in the mapping (`windows-1252` for older software), or save the file as UTF-8.',
    fr: '{file} n’est pas écrit en {encoding}\u00A0: donnez son encodage dans `encoding` (`windows-1252` pour d’anciens logiciels), ou enregistrez le fichier en UTF-8.',
  },
} as const satisfies Readonly<Record<string, Sentence>>;

export type ImportMessage = keyof typeof importMessages;
