import type { Sentence } from '@jalon/kernel';

/** The expected values of arguments, for usage errors. */
export const argumentMessages = {
  UUID: { en: 'a UUID in lower case', fr: 'un UUID en minuscules' },
  DAY: { en: 'a day of the calendar, YYYY-MM-DD', fr: 'un jour du calendrier, YYYY-MM-DD' },
  TENANT: {
    en: 'a short name: lower-case letters, digits, dashes',
    fr: 'un nom court\u00A0: lettres minuscules, chiffres, tirets',
  },
  POSITION: { en: 'a position of the store: a number', fr: 'une position du magasin\u00A0: un nombre' },
  MOMENT: {
    en: 'a day (YYYY-MM-DD), an instant with its offset (RFC 3339) or a position',
    fr: 'un jour (YYYY-MM-DD), un instant avec son décalage (RFC 3339) ou une position',
  },
  REVISION: { en: 'a revision: a whole number from 0', fr: 'une révision\u00A0: un nombre entier à partir de 0' },
  DURATION: {
    en: 'a duration of at most a year, such as 30m, 8h or 7d',
    fr: 'une durée d’un an au plus, comme 30m, 8h ou 7d',
  },
  COUNT: { en: 'a whole number from 1 to 999999', fr: 'un nombre entier de 1 à 999999' },
  REASON: { en: 'a text of 1 to 2,000 characters', fr: 'un texte de 1 à 2 000 caractères' },
  ROLE: { en: 'one of {roles}', fr: 'l’un de ceux-ci\u00A0: {roles}' },
} as const satisfies Readonly<Record<string, Sentence>>;

/** The parts of usage errors that are not commander's, in both languages. */
export const usageMessages = {
  MUST_BE: { en: 'It must be {what}.', fr: 'Il faut {what}.' },
  CHOICES: { en: 'Allowed choices are {choices}.', fr: 'Valeurs admises\u00A0: {choices}.' },
  HELP: { en: '(jalon --help lists the commands)', fr: '(jalon --help donne les commandes)' },
} as const satisfies Readonly<Record<string, Sentence>>;

/** Usage errors in French, by commander's error codes. In English they are commander's own words. */
export const frenchUsageErrors: Readonly<Record<string, string>> = {
  'commander.missingArgument': 'il manque l’argument «\u00A0{name}\u00A0»',
  'commander.optionMissingArgument': 'l’option «\u00A0{name}\u00A0» demande une valeur',
  'commander.missingMandatoryOptionValue': 'il manque l’option «\u00A0{name}\u00A0»',
  'commander.unknownOption': 'option inconnue «\u00A0{name}\u00A0»',
  'commander.unknownCommand': 'commande inconnue «\u00A0{name}\u00A0»',
  'commander.excessArguments':
    'trop d’arguments pour «\u00A0{name}\u00A0»\u00A0: {expected} attendus, {received} donnés.',
};

/** The parts of French usage errors for which commander has no error code. */
export const frenchUsage = {
  ERROR: 'erreur\u00A0: ',
  SUGGESTED: '\n(Vouliez-vous dire {names}\u202F?)',
  SUGGESTED_SOME: '\n(Vouliez-vous dire l’un de ceux-ci\u00A0: {names}\u202F?)',
  OPTION_INVALID: 'la valeur «\u00A0{value}\u00A0» de l’option «\u00A0{name}\u00A0» ne convient pas. {why}',
  ARGUMENT_INVALID: 'la valeur «\u00A0{value}\u00A0» de l’argument «\u00A0{name}\u00A0» ne convient pas. {why}',
} as const;
