import { isOne, type Language } from '@jalon/kernel';
import type { UnmatchedReport } from '@jalon/engine';
import { type ImportReport, type RowReport } from '@jalon/engine';

/** The lines of a report for people. */
export function reportText(report: ImportReport, language: Language): readonly string[] {
  const words = WORDS[language];
  return [
    ...report.rows.map((row) => words.row(row)),
    ...report.firstRows.map(({ line, stored }) => words.firstRow(line, JSON.stringify(stored))),
    ...report.unmatched.map((each) => words.unmatched(each)),
    ...(report.dryRun && report.unusedColumns.length > 0 ? [words.unused(report.unusedColumns.join(', '))] : []),
    words.counts(report),
    ...(report.shiftedByDays === 0 ? [] : [words.shifted(report.shiftedByDays)]),
    ...(report.dryRun ? [words.dryRun] : []),
    ...(report.stoppedAfterLine === null ? [] : [words.stopped(report.stoppedAfterLine)]),
  ];
}

interface Words {
  readonly row: (row: RowReport) => string;
  readonly firstRow: (line: number, stored: string) => string;
  readonly unmatched: (of: UnmatchedReport) => string;
  readonly unused: (columns: string) => string;
  readonly counts: (report: ImportReport) => string;
  readonly shifted: (days: number) => string;
  readonly dryRun: string;
  readonly stopped: (line: number) => string;
}

const counting =
  (language: Language) =>
  (count: number, one: string, many: string): string =>
    `${count} ${isOne(count, language) ? one : many}`;

const counted = { en: counting('en'), fr: counting('fr') };

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    row: ({ line, key, outcome, code, message, ofLine, by }) =>
      `line ${line}${inBrackets(key)}: ` +
      (outcome === 'refused' ? `refused, ${code}: ${message}` : `duplicate of line ${ofLine}, by its ${by}`),
    firstRow: (line, stored) => `line ${line} would be stored as ${stored}`,
    unmatched: ({ field, count, values }) =>
      `${field}: ${counted.en(count, 'cell', 'cells')} not covered by the mapping, taken as its otherwise: ${quoted(values, '“', '”')}${count > values.length ? '…' : ''}`,
    unused: (columns) => `Columns that the mapping does not use: ${columns}.`,
    counts: ({ read, published, revised, unchanged, refused, duplicates, organisations, dryRun }) =>
      `${counted.en(read, 'row', 'rows')} read: ${published} ${dryRun ? 'would be ' : ''}published, ${revised} revised, ` +
      `${unchanged} unchanged, ${refused} refused, ${counted.en(duplicates, 'duplicate', 'duplicates')}; ` +
      `${counted.en(organisations, 'organisation', 'organisations')} ${dryRun ? 'to be ' : ''}registered on the way.`,
    shifted: (days) => `Dates moved by ${days} days.`,
    dryRun: 'Dry run: nothing was written.',
    stopped: (line) =>
      `Stopped after line ${line}. Run the same command again to go on: what is in is not entered twice.`,
  },
  fr: {
    row: ({ line, key, outcome, code, message, ofLine, by }) =>
      `ligne ${line}${inBrackets(key)}\u00A0: ` +
      (outcome === 'refused'
        ? `refusée, ${code}\u00A0: ${message}`
        : `doublon de la ligne ${ofLine}, par ${by === 'key' ? 'sa clé' : 'son contenu'}`),
    firstRow: (line, stored) => `la ligne ${line} serait enregistrée ainsi\u00A0: ${stored}`,
    unmatched: ({ field, count, values }) =>
      `${field}\u00A0: ${counted.fr(count, 'cellule que la correspondance ne couvre pas, prise', 'cellules que la correspondance ne couvre pas, prises')} comme otherwise\u00A0: ${quoted(values, '«\u00A0', '\u00A0»')}${count > values.length ? '…' : ''}`,
    unused: (columns) => `Colonnes que la correspondance n’utilise pas\u00A0: ${columns}.`,
    counts: ({ read, published, revised, unchanged, refused, duplicates, organisations, dryRun }) =>
      `${counted.fr(read, 'ligne lue', 'lignes lues')}\u00A0: ` +
      (dryRun
        ? `${published} à publier, ${revised} à réviser, `
        : `${counted.fr(published, 'publiée', 'publiées')}, ${counted.fr(revised, 'révisée', 'révisées')}, `) +
      `${counted.fr(unchanged, 'inchangée', 'inchangées')}, ${counted.fr(refused, 'refusée', 'refusées')}, ` +
      `${counted.fr(duplicates, 'doublon', 'doublons')}\u202F; ` +
      (dryRun
        ? `${counted.fr(organisations, 'organisme', 'organismes')} à ajouter au passage.`
        : `${counted.fr(organisations, 'organisme ajouté', 'organismes ajoutés')} au passage.`),
    shifted: (days) => `Dates décalées de ${days} jours.`,
    dryRun: 'Essai à blanc\u00A0: rien n’a été écrit.',
    stopped: (line) =>
      `Arrêt après la ligne ${line}. Relancez la même commande pour continuer\u00A0: ` +
      'ce qui est entré ne le sera pas deux fois.',
  },
};

const quoted = (values: readonly string[], open: string, close: string) =>
  values.map((value) => open + value + close).join(', ');

const inBrackets = (key: string | null) => (key === null ? '' : ` (${key})`);
