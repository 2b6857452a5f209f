import { strToU8, zipSync } from 'fflate';
import { workbookWith } from '@jalon/testing';
import { readRows } from './csv-reader.js';
import { fileInMemory } from './file-source.js';
import { BOUNDS_OF_A_COMMAND } from './import-bounds.js';
import type { ImportFailure } from './import-failure.js';
import { mappingOf } from './mapping/mapping-file.js';
import { NeedsMapping } from './mapping/mapping.js';
import { draftOf } from './need-draft.js';

const HEADER = `<row r="1">${['Id', 'Asso', 'Titre', 'Début', 'Heures']
  .map((name, at) => `<c r="${'ABCDE'[at]}1" t="inlineStr"><is><t>${name}</t></is></c>`)
  .join('')}</row>`;
const ROW =
  '<row r="3"><c r="A3"><v>7</v></c><c r="B3" t="inlineStr"><is><t>Les Jardins</t></is></c>' +
  '<c r="C3" t="str"><f>CONCATENATE("Tenir"," la caisse")</f><v>Tenir la caisse</v></c>' +
  '<c r="D3" s="1"><v>46086</v></c><c r="E3"><v>3.5</v></c></row>';

const mapping = (more: object = {}) =>
  mappingOf(
    NeedsMapping,
    {
      ...{ source: 't', key: ['Id'], organisation: { name: 'Asso' } },
      need: {
        title: 'Titre',
        startsOn: { column: 'Début', formats: ['JJ/MM/AAAA'] },
        minutesPerWeek: { column: 'Heures', decimal: ',', times: 60 },
      },
      ...more,
    },
    'm',
  );

async function draftsOf(content: Uint8Array, more: object = {}) {
  const drafts = [];
  for await (const row of readRows(fileInMemory('besoins.xlsx', content), mapping(more), {
    bounds: BOUNDS_OF_A_COMMAND.workbook,
  })) {
    drafts.push(draftOf(row, mapping(more)));
  }
  return drafts;
}

const failureOf = (content: Uint8Array, more: object = {}) =>
  draftsOf(content, more).then(
    () => 'none',
    (error: unknown) => (error as ImportFailure).code,
  );

describe('importing a workbook', () => {
  it('reads texts, numbers, dates and the saved values of formulas, by the number of the row', async () => {
    expect(await draftsOf(workbookWith(HEADER + ROW))).toMatchObject([
      {
        ...{ line: 3, key: { text: '7' }, organisation: { name: 'Les Jardins' } },
        values: { title: 'Tenir la caisse', startsOn: '2026-03-05', minutesPerWeek: 210 },
      },
    ]);
  });

  it('reads the sheet that the mapping names', async () => {
    expect(await draftsOf(workbookWith(HEADER + ROW), { sheet: 'Besoins' })).toHaveLength(1);
    expect(await failureOf(workbookWith(HEADER + ROW), { sheet: 'Autre' })).toBe('SHEET_UNKNOWN');
  });

  it('refuses what would fill the memory: much in little, and a cell far away', async () => {
    const bomb = { 'xl/media/image1.png': new Uint8Array(80 * 1024 * 1024) };
    expect(await failureOf(workbookWith(HEADER + ROW, { more: bomb }))).toBe('WORKBOOK_TOO_LARGE');
    const farAway = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>';
    expect(await failureOf(workbookWith(HEADER + ROW + farAway))).toBe('WORKBOOK_TOO_LARGE');
    expect(await failureOf(Buffer.concat([workbookWith(HEADER), Buffer.alloc(11 * 1024 * 1024)]))).toBe(
      'WORKBOOK_TOO_LARGE',
    );
  });

  it('counts rows and cells that say no place', async () => {
    expect(await failureOf(workbookWith(`${HEADER}<row>${'<c/>'.repeat(2_000_001)}</row>`))).toBe('WORKBOOK_TOO_LARGE');
    expect(await failureOf(workbookWith(HEADER + '<row />'.repeat(2_000_001)))).toBe('WORKBOOK_TOO_LARGE');
  });

  it('refuses what the reader stumbles over: cells without a place, and tags that do not match', async () => {
    expect(await failureOf(workbookWith(`${HEADER}<row><c><v>1</v></c></row>`))).toBe('WORKBOOK_UNREADABLE');
    expect(await failureOf(workbookWith(`${HEADER}<row r="2"><c r="A2"></row>`))).toBe('WORKBOOK_UNREADABLE');
  });

  it('measures a sheet in whatever folder it is', async () => {
    const elsewhere = (rows: string) => workbookWith(rows, { target: '/other/s.xml' });
    expect(await draftsOf(elsewhere(HEADER + ROW))).toHaveLength(1);
    const farAway = (place: string) => failureOf(elsewhere(`${HEADER}<row r="2"><c r="${place}"><v>1</v></c></row>`));
    expect(await farAway('ZZZZZZ2')).toBe('WORKBOOK_UNREADABLE');
    expect(await farAway('XFD1048576')).toBe('WORKBOOK_TOO_LARGE');
  });

  it.each(['&#88;FD1', 'XFE2', 'ZZZZZZ2', 'A1048577', 'A1e9', '1e9', ' A2'])(
    'refuses a place that no sheet has, or that is written in another way: %s',
    async (place) => {
      const cell = `<row r="2"><c r="${place}"><v>1</v></c></row>`;
      const row = `<row r='${place}'><c r="A2"><v>1</v></c></row>`;
      for (const rows of [cell, row]) expect(await failureOf(workbookWith(HEADER + rows))).toBe('WORKBOOK_UNREADABLE');
    },
  );

  it('refuses the row of a date that the calendar does not have', async () => {
    for (const [serial, value] of [
      ['732829320', 'Invalid Date'],
      ['4000000', '+012851-08-16'],
    ] as const) {
      const work = draftsOf(workbookWith(HEADER + ROW.replace('46086', serial)));
      await expect(work).rejects.toMatchObject({ code: 'DATE_UNREADABLE', params: { value } });
    }
  });

  it('refuses a file that only begins like one', async () => {
    expect(await failureOf(zipSync({ 'notes.txt': strToU8('hello') }))).toBe('WORKBOOK_UNREADABLE');
    expect(await failureOf(workbookWith(HEADER + ROW).slice(0, 300))).toBe('WORKBOOK_UNREADABLE');
  });
});
