import type { Sentence } from '@jalon/kernel';
import { says, type Expectations } from '@jalon/engine';

/** What a mapping's own rules expect, by the rule's name; the others are the engine's. */
export const mappingExpectations: Expectations = {
  whitelistValidation: says('unknown key', 'clé inconnue'),
  nestedValidation: says(
    'an object, or for a field the name of its column',
    'un objet, ou pour un champ le nom de sa colonne',
  ),
  encoding: says('the name of a known encoding', 'le nom d’un encodage connu'),
  columnNames: says('a column’s name, or a list of them', 'le nom d’une colonne, ou une liste de noms'),
  pattern: says('a regular expression with one group', 'une expression régulière avec un groupe'),
  dateFormat: says(
    'each with one day (D, DD, J or JJ), one month (M, MM or MMMM) and one year (YYYY or AAAA)',
    'chacun avec un jour (D, DD, J ou JJ), un mois (M, MM ou MMMM) et une année (YYYY ou AAAA)',
  ),
};

/** What its sources must not contradict. */
export const COLUMN_OR_CONSTANT: Sentence = { en: 'either column or constant', fr: 'soit column, soit constant' };
export const NOT_A_LIST: Sentence = { en: 'not a list', fr: 'pas de liste' };
