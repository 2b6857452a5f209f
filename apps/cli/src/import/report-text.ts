import { isOne, type Language } from '@jalon/kernel';
import type { ImportReport, MissingPerson, RowReport, UnmatchedReport } from '@jalon/engine';

/** The lines of a report for people. */
export function reportText(report: ImportReport, language: Language): readonly string[] {
  const words = WORDS[language];
  return [
    ...report.rows.map((row) => words.row(row)),
    ...(report.moreRows > 0 ? [words.moreRows(report.moreRows)] : []),
    ...report.firstRows.map(({ line, stored }) => words.firstRow(line, JSON.stringify(stored))),
    ...report.unmatched.map((each) => words.unmatched(each)),
    ...(report.dryRun && report.unusedColumns.length > 0 ? [words.unused(report.unusedColumns.join(', '))] : []),
    ...report.missing.people.map((each) => words.missing(each)),
    words.counts(report),
    ...(report.missing.count > 0 ? [words.missingCount(report)] : []),
    ...(report.shiftedByDays === 0 ? [] : [words.shifted(report.shiftedByDays)]),
    ...(report.dryRun ? [words.dryRun] : []),
    ...(report.read < report.total ? [words.stopped(report)] : []),
  ];
}

interface Words {
  readonly row: (row: RowReport) => string;
  readonly moreRows: (count: number) => string;
  readonly firstRow: (line: number, stored: string) => string;
  readonly unmatched: (of: UnmatchedReport) => string;
  readonly unused: (columns: string) => string;
  readonly missing: (of: MissingPerson) => string;
  readonly counts: (report: ImportReport) => string;
  readonly missingCount: (report: ImportReport) => string;
  readonly shifted: (days: number) => string;
  readonly dryRun: string;
  readonly stopped: (report: ImportReport) => string;
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
      (outcome === 'duplicate' ? `duplicate of line ${ofLine}, by its ${by}` : `${outcome}, ${code}: ${message}`),
    moreRows: (count) => `${counted.en(count, 'more row', 'more rows')} did not go in.`,
    firstRow: (line, stored) => `line ${line} would be stored as ${stored}`,
    unmatched: ({ field, count, values }) =>
      `${field}: ${counted.en(count, 'cell', 'cells')} not covered by the mapping, taken as its otherwise: ${quoted(values, '“', '”')}${count > values.length ? '…' : ''}`,
    unused: (columns) => `Columns that the mapping does not use: ${columns}.`,
    missing: ({ person, staffNumber }) => `not in the file: ${staffNumber ?? 'no staff number'} (${person})`,
    counts: ({ kind, read, created, revised, left, unchanged, skipped, refused, duplicates, organisations, dryRun }) =>
      `${counted.en(read, 'row', 'rows')} read: ${created} ${dryRun ? 'would be ' : ''}` +
      `${kind === 'needs' ? 'published' : 'registered'}, ${revised} revised, ` +
      (kind === 'people' ? `${counted.en(left, 'departure', 'departures')}, ` : '') +
      `${unchanged} unchanged, ${kind === 'people' ? `${skipped} skipped, ` : ''}${refused} refused, ` +
      counted.en(duplicates, 'duplicate', 'duplicates') +
      (kind === 'needs'
        ? `; ${counted.en(organisations, 'organisation', 'organisations')} ${dryRun ? 'to be ' : ''}registered on the way.`
        : '.'),
    missingCount: ({ missing: { count } }) =>
      `${counted.en(count, 'person', 'people')} of the directory not in the file: nothing was changed about them. ` +
      'To record a departure, give the last day in the file.',
    shifted: (days) => `Dates moved by ${days} days.`,
    dryRun: 'Dry run: nothing was written.',
    stopped: ({ read, total }) =>
      `Stopped after ${read} of ${counted.en(total, 'row', 'rows')}. Run the same command again to go on: what is in is not entered twice.`,
  },
  fr: {
    row: ({ line, key, outcome, code, message, ofLine, by }) =>
      `ligne ${line}${inBrackets(key)}\u00A0: ` +
      (outcome === 'duplicate'
        ? `doublon de la ligne ${ofLine}, par ${by === 'key' ? 'sa clé' : 'son contenu'}`
        : `${outcome === 'refused' ? 'refusée' : 'laissée de côté'}, ${code}\u00A0: ${message}`),
    moreRows: (count) => counted.fr(count, 'autre ligne n’est pas entrée.', 'autres lignes ne sont pas entrées.'),
    firstRow: (line, stored) => `la ligne ${line} serait enregistrée ainsi\u00A0: ${stored}`,
    unmatched: ({ field, count, values }) =>
      `${field}\u00A0: ${counted.fr(count, 'cellule que la correspondance ne couvre pas, prise', 'cellules que la correspondance ne couvre pas, prises')} comme otherwise\u00A0: ${quoted(values, '«\u00A0', '\u00A0»')}${count > values.length ? '…' : ''}`,
    unused: (columns) => `Colonnes que la correspondance n’utilise pas\u00A0: ${columns}.`,
    missing: ({ person, staffNumber }) =>
      `absente du fichier\u00A0: ${staffNumber ?? 'personne sans matricule'} (${person})`,
    counts: ({ kind, read, created, revised, left, unchanged, skipped, refused, duplicates, organisations, dryRun }) =>
      `${counted.fr(read, 'ligne lue', 'lignes lues')}\u00A0: ` +
      (dryRun
        ? `${created} à ${kind === 'needs' ? 'publier' : 'enregistrer'}, ${revised} à réviser, `
        : `${kind === 'needs' ? counted.fr(created, 'publiée', 'publiées') : counted.fr(created, 'enregistrée', 'enregistrées')}, ` +
          `${counted.fr(revised, 'révisée', 'révisées')}, `) +
      (kind === 'people' ? `${counted.fr(left, 'départ', 'départs')}, ` : '') +
      `${counted.fr(unchanged, 'inchangée', 'inchangées')}, ` +
      (kind === 'people' ? `${counted.fr(skipped, 'laissée', 'laissées')} de côté, ` : '') +
      `${counted.fr(refused, 'refusée', 'refusées')}, ${counted.fr(duplicates, 'doublon', 'doublons')}` +
      (kind !== 'needs'
        ? '.'
        : '\u202F; ' +
          (dryRun
            ? `${counted.fr(organisations, 'organisme', 'organismes')} à ajouter au passage.`
            : `${counted.fr(organisations, 'organisme ajouté', 'organismes ajoutés')} au passage.`)),
    missingCount: ({ missing: { count } }) =>
      `${counted.fr(count, 'personne', 'personnes')} de l’annuaire hors du fichier\u00A0: rien n’a été changé à leur sujet. ` +
      'Pour enregistrer un départ, donnez le dernier jour dans le fichier.',
    shifted: (days) => `Dates décalées de ${days} jours.`,
    dryRun: 'Essai à blanc\u00A0: rien n’a été écrit.',
    stopped: ({ read, total }) =>
      `Arrêt après ${read} lignes sur ${total}. Relancez la même commande pour continuer\u00A0: ` +
      'ce qui est entré ne le sera pas deux fois.',
  },
};

const quoted = (values: readonly string[], open: string, close: string) =>
  values.map((value) => open + value + close).join(', ');

const inBrackets = (key: string | null) => (key === null ? '' : ` (${key})`);
