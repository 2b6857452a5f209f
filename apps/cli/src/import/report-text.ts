import { isOne, type Language } from '@jalon/kernel';
import { type ImportReport, type RowReport } from '@jalon/engine';

/** The lines of a report for people. */
export function reportText(report: ImportReport, language: Language): readonly string[] {
  const words = WORDS[language];
  return [
    ...report.rows.map((row) => words.row(row)),
    words.counts(report),
    ...(report.shiftedByDays === 0 ? [] : [words.shifted(report.shiftedByDays)]),
    ...(report.dryRun ? [words.dryRun] : []),
    ...(report.stoppedAfterLine === null ? [] : [words.stopped(report.stoppedAfterLine)]),
  ];
}

interface Words {
  readonly row: (row: RowReport) => string;
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

const inBrackets = (key: string | null) => (key === null ? '' : ` (${key})`);
