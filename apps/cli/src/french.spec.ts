import { inWords, type Language } from '@jalon/kernel';
import { CORRUPTIONS } from '@jalon/ports';
import { tokenKeyMessages } from '@jalon/access';
import {
  backupMessages,
  checkMessages,
  configMessages,
  notCheckedMessages,
  providerMessages,
  startMessages,
  importMessages,
  importRejections,
  mappingExpectations,
  type ImportReport,
} from '@jalon/engine';
import { secretMessages } from '@jalon/privacy';
import { hashKeyMessages, recordStoreMessages } from '@jalon/record-store';
import { secretFileMessages } from '@jalon/secret-files';
import { argumentMessages, usageMessages } from './usage.messages.js';
import { reportText } from './import/report-text.js';
import { backupTexts } from './backup/backup.messages.js';
import { checkTexts } from './check/check.messages.js';
import { copyMessages } from './copy/copy.messages.js';
import { keysMessages } from './keys/keys.messages.js';
import { recordsMessages } from './records/records.messages.js';
import { actsMessages } from './acts/acts.messages.js';
import { rolesMessages } from './roles/roles.messages.js';
import { cliMessages } from './cli.messages.js';
import { seedMessages } from './seed/seed.messages.js';
import { replayMessages } from './replay/replay.messages.js';
import { projectionsMessages } from './projections/projections.messages.js';

const REPORT: ImportReport = {
  ...{
    kind: 'needs',
    file: 'f.csv',
    tenant: 'main',
    source: 's',
    dryRun: false,
    at: null,
    shiftedByDays: 7,
    organisations: 1,
  },
  ...{ total: 9, read: 5, created: 1, revised: 0, left: 0, unchanged: 0, skipped: 1, refused: 1, duplicates: 2 },
  missing: { count: 1, people: [{ person: '01890a5d-ac96-774b-bcce-b302099a8057', staffNumber: null }] },
  unusedColumns: ['Z'],
  unmatched: [{ field: 'sdg', count: 2, values: ['x', 'y'] }],
  firstRows: [{ line: 2, stored: { title: 'T' } }],
  rows: [
    { line: 2, key: 'A', outcome: 'refused', code: 'KEY_EMPTY', message: 'La clé est vide.', ofLine: null, by: null },
    { line: 3, key: 'B', outcome: 'duplicate', code: null, message: null, ofLine: 2, by: 'key' },
  ],
  moreRows: 3,
};

/** A plain space where French sets a narrow or a no-break one, so that no line ever begins with the sign. */
const LOOSE = / [:;?!»]|« /;

const french = (table: Readonly<Record<string, { readonly fr: string }>>) => Object.values(table).map(({ fr }) => fr);

describe('the French of the command line', () => {
  const sentences = [
    ...french(actsMessages),
    ...french(rolesMessages),
    ...french(backupTexts),
    ...french(backupMessages),
    ...french(checkTexts),
    ...french(checkMessages),
    ...french(notCheckedMessages),
    ...french(CORRUPTIONS),
    ...french(cliMessages),
    ...french(copyMessages),
    ...french(keysMessages),
    ...french(recordsMessages),
    ...french(projectionsMessages),
    ...french(replayMessages),
    ...french(seedMessages),
    ...french(importMessages),
    ...french(importRejections),
    ...french(usageMessages),
    ...french(argumentMessages),
    ...french(startMessages),
    ...french(providerMessages),
    ...french(configMessages),
    ...french(secretMessages),
    ...french(tokenKeyMessages),
    ...french(hashKeyMessages),
    ...french(recordStoreMessages),
    ...french(secretFileMessages),
    ...Object.values(mappingExpectations).map((expectation) => expectation().fr),
    ...reportText(REPORT, 'fr'),
    ...reportText({ ...REPORT, dryRun: true }, 'fr'),
    ...reportText({ ...REPORT, kind: 'people' }, 'fr'),
    ...reportText({ ...REPORT, kind: 'people', dryRun: true }, 'fr'),
    ...reportText({ ...REPORT, kind: 'organisations' }, 'fr'),
  ];

  it('puts a no-break space before its punctuation', () => {
    expect(sentences.length).toBeGreaterThan(30);
    expect(sentences.filter((sentence) => LOOSE.test(sentence))).toEqual([]);
    expect(sentences.join('\n')).toMatch(/\u00A0:.*\u202F;/s);
  });

  it('agrees in number', () => {
    const stateOf = (events: number, language: Language) =>
      inWords(projectionsMessages.STANDS, { projection: 'missions', version: 1, position: '9', events }, language);
    expect([0, 1, 2].map((events) => stateOf(events, 'en'))).toEqual([
      'missions v1: at position 9, 0 events behind',
      'missions v1: at position 9, 1 event behind',
      'missions v1: at position 9, 2 events behind',
    ]);
    expect([0, 1, 2].map((events) => stateOf(events, 'fr'))).toEqual([
      'missions v1\u00A0: à la position 9, en retard de 0 événement',
      'missions v1\u00A0: à la position 9, en retard de 1 événement',
      'missions v1\u00A0: à la position 9, en retard de 2 événements',
    ]);
    expect(reportText(REPORT, 'fr')).toContain(
      '5 lignes lues\u00A0: 1 publiée, 0 révisée, 0 inchangée, 1 refusée, 2 doublons\u202F; 1 organisme ajouté au passage.',
    );
    const many = { ...REPORT, read: 1, created: 2, revised: 2, unchanged: 2, refused: 2, duplicates: 1 };
    expect(reportText(many, 'fr')).toContain(
      '1 ligne lue\u00A0: 2 publiées, 2 révisées, 2 inchangées, 2 refusées, 1 doublon\u202F; 1 organisme ajouté au passage.',
    );
  });
});
