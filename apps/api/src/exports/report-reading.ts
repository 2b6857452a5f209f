import type { Language, Sentence } from '@jalon/kernel';
import { headingIn, type ImpactAnswer, type PublicationAnswer } from '@jalon/read-models';
import { formatCell } from './format-cell.js';

/** A report without its rows: what it is of, and by which rules. */
export type Reading = Omit<ImpactAnswer, 'rows' | 'total'> | Omit<PublicationAnswer, 'rows' | 'total'>;

const CODES: Readonly<Record<string, string>> = { audience: 'audiences', leavesOut: 'bases' };

const HOURS_FORMULA: Sentence = {
  en: 'minutes ÷ 60, exact: lines add up to the total',
  fr: 'minutes ÷ 60, sans arrondi : les lignes s’additionnent au total',
};
const ROUNDED: Sentence = { en: 'rounded half up', fr: 'arrondi au plus proche, demi vers le haut' };
const SUPPRESSED: Sentence = {
  en: 'a figure about too few people is left empty in a publication; the total may count more than the rows show',
  fr: 'un chiffre sur trop peu de personnes est laissé vide dans une publication ; le total peut compter plus que les lignes',
};

/** What a report is of, and how its figures are computed, as lines of a heading and a text. */
export function readingLines(reading: Reading, language: Language): readonly (readonly [string, string])[] {
  const { formulas, groupBy, ...others } = reading;
  const { formula, annualHours, source } = formulas.fteThousandths;
  const called = (name: string) => headingIn('', name)?.[language] ?? name;
  const said = Object.entries(others).flatMap(([name, value]: readonly [string, unknown]) => {
    const text = formatCell(value, CODES[name], language, name);
    return text === null ? [] : [[called(name), text] as const];
  });
  return [
    [called('groupBy'), called(groupBy)],
    ...said,
    [called('hoursHundredths'), HOURS_FORMULA[language]],
    [called('fteThousandths'), `${formula} (${ROUNDED[language]})`],
    [called('annualHours'), `${annualHours} (${source})`],
    [called('suppressed'), SUPPRESSED[language]],
  ];
}
