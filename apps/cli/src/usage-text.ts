import { inWords, type Language, type Sentence } from '@jalon/kernel';

/** What an argument must be, where it is not that. */
export const argumentText = {
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
  ROLE: { en: 'one of {roles}', fr: 'l’un de ceux-ci\u00A0: {roles}' },
} as const satisfies Readonly<Record<string, Sentence>>;

/** What commander says of a command line that is wrong, word for word in English. */
export const usageText = {
  ERROR: { en: 'error: {what}', fr: 'erreur\u00A0: {what}' },
  SUGGESTED_SOME: {
    en: '{what}\n(Did you mean one of {names}?)',
    fr: '{what}\n(Vouliez-vous dire l’un de ceux-ci\u00A0: {names}\u202F?)',
  },
  SUGGESTED: { en: '{what}\n(Did you mean {name}?)', fr: '{what}\n(Vouliez-vous dire {name}\u202F?)' },
  ARGUMENT_MISSING: { en: "missing required argument '{name}'", fr: 'il manque l’argument «\u00A0{name}\u00A0»' },
  OPTION_EMPTY: {
    en: "option '{option}' argument missing",
    fr: 'l’option «\u00A0{option}\u00A0» demande une valeur',
  },
  OPTION_MISSING: {
    en: "required option '{option}' not specified",
    fr: 'il manque l’option «\u00A0{option}\u00A0»',
  },
  OPTION_UNKNOWN: { en: "unknown option '{option}'", fr: 'option inconnue «\u00A0{option}\u00A0»' },
  COMMAND_UNKNOWN: { en: "unknown command '{name}'", fr: 'commande inconnue «\u00A0{name}\u00A0»' },
  TOO_MANY_FOR: {
    en: "too many arguments for '{name}'. Expected {expected} argument{s} but got {received}.",
    fr: 'trop d’arguments pour «\u00A0{name}\u00A0»\u00A0: {expected} attendus, {received} donnés.',
  },
  OPTION_INVALID: {
    en: "option '{option}' argument '{value}' is invalid. {why}",
    fr: 'la valeur «\u00A0{value}\u00A0» de l’option «\u00A0{option}\u00A0» ne convient pas. {why}',
  },
  ARGUMENT_INVALID: {
    en: "command-argument value '{value}' is invalid for argument '{name}'. {why}",
    fr: 'la valeur «\u00A0{value}\u00A0» de l’argument «\u00A0{name}\u00A0» ne convient pas. {why}',
  },
  MUST_BE: { en: 'It must be {what}.', fr: 'Il faut {what}.' },
  CHOICES: { en: 'Allowed choices are {choices}.', fr: 'Valeurs admises\u00A0: {choices}.' },
  HELP: { en: '(jalon --help lists the commands)', fr: '(jalon --help donne les commandes)' },
} as const satisfies Readonly<Record<string, Sentence>>;

const known: readonly { readonly sentence: Sentence; readonly pattern: RegExp }[] = [
  ...Object.values<Sentence>(usageText),
  ...Object.values<Sentence>(argumentText),
].map((sentence) => ({ sentence, pattern: patternOf(sentence.en) }));

/** What is wrong with a command line, as commander says it, in the language of the terminal; what nobody knows stays. */
export function usageInWords(text: string, language: Language): string {
  if (language === 'en') return text;
  const end = text.endsWith('\n') ? '\n' : '';
  return said(text.trimEnd(), language) + end;
}

function said(text: string, language: Language): string {
  for (const { sentence, pattern } of known) {
    const found = pattern.exec(text);
    if (!found) continue;
    const params = Object.entries(found.groups ?? {}).map(([name, value]) => [name, said(value, language)] as const);
    return inWords(sentence, Object.fromEntries(params), language);
  }
  return text;
}

/** A sentence as an expression: whatever stands in its holes is a group of their name. */
function patternOf(english: string): RegExp {
  const expression = english
    .split(/(\{\w+\})/)
    .map((part) => (/^\{\w+\}$/.test(part) ? `(?<${part.slice(1, -1)}>.*?)` : escape(part)))
    .join('');
  return new RegExp(`^${expression}$`, 's');
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
