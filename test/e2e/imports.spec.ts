import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until, workbookWith } from '@jalon/testing';
import { storedEvents } from './cli.js';
import { clientOf, exchange, tokenFor, type Answer } from './client.js';
import { made } from './parties.js';
import { newFolders, removeFolders, startService, type Service } from './service.js';

jest.setTimeout(480_000);

const example = (name: string) => readFileSync(join(__dirname, '../../examples', name));
const HR = '01890a5d-ac96-774b-bcce-b302099a8057';
/** So many rows take tens of seconds, however fast the machine is: nobody misses the middle of their import. */
const COUNT = 30_000;
/** How many rows follow those that went in before a stop. */
const MORE = 200;
/** An import of some thousand rows takes some seconds, and minutes on a machine that is busy. */
const WITHIN_MS = 180_000;

const folders = newFolders();
let service: Service;
let token: string;
let known: number;

beforeAll(async () => {
  service = await startService(folders);
  token = await tokenFor(service, { tenant: 'main', person: HR, roles: ['hr'], organisation: null });
  const hr = await clientOf(service);
  const { id: employer } = await made(hr, '/v1/employers', { name: 'Atelier Marceau', siren: '732829320' });
  const omar = { givenName: 'Omar', familyName: 'Haddad', staffNumber: 'M-0042', employer };
  await made(hr, '/v1/people', omar);
  await made(hr, '/v1/people', { ...omar, givenName: 'Camille', staffNumber: '1187' });
  known = (await registered()).length;
});
afterAll(async () => {
  await service.end();
  removeFolders(folders);
});

const registered = () => storedEvents(folders, '--type', 'PersonRegistered');

interface Parts {
  readonly file?: Uint8Array | string;
  readonly mapping?: Uint8Array | string;
  readonly dryRun?: string;
  readonly [other: string]: Uint8Array | string | undefined;
}

const EXAMPLE: Parts = { file: example('people-fr.csv'), mapping: example('people-fr.mapping.json') };

function formOf({ file, mapping, ...others }: Parts): FormData {
  const form = new FormData();
  if (file !== undefined) form.append('file', new File([file], 'people-fr.csv'));
  if (mapping !== undefined)
    form.append('mapping', typeof mapping === 'string' ? mapping : new File([mapping], 'm.json'));
  for (const [name, value] of Object.entries(others)) form.append(name, value);
  return form;
}

function send(
  body: FormData | string | Uint8Array,
  path = '/v1/imports/people',
  headers: object = {},
): Promise<Answer> {
  return exchange(service.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'accept-language': 'en', ...headers },
    body: body as never,
  });
}

const get = (path: string, bearer = token) =>
  exchange(service.url + path, { headers: { authorization: `Bearer ${bearer}`, 'accept-language': 'fr' } });

/** Asks for the progress until the import has ended. */
async function ended({ status, headers, text }: Answer): Promise<Answer['body']> {
  if (status !== 202) throw new Error(text);
  let body: Answer['body'] = null;
  await until(async () => {
    ({ body } = await get(headers.get('location')!));
    return body.endedAt !== null;
  }, WITHIN_MS);
  return body;
}

const importing = async (parts: Parts, path?: string) => ended(await send(formOf(parts), path));

/** The last line of a log that tells of an import's end. */
function endIn(log: string): unknown {
  const lines = log.split('\n');
  return JSON.parse(lines.filter((line) => line.includes('an import ended')).at(-1) ?? '{}');
}

/** As long as a parser asks for. */
const REAL = '-'.repeat(20) + '0123456789';

/** A workbook whose second row has one cell. */
const workbook = (place: string, target: string): Uint8Array =>
  workbookWith(`<row r="2"><c r="${place}"><v>1</v></c></row>`, { target });

describe('POST /v1/imports', () => {
  it('imports people: a dry run, the run, and again', async () => {
    const begun = await send(formOf({ ...EXAMPLE, dryRun: 'true' }));
    expect(begun.status).toBe(202);
    expect(begun.headers.get('location')).toBe(`/v1/imports/${begun.body.id}`);
    expect(begun.headers.get('retry-after')).toBe('1');
    expect(begun.body).toMatchObject({ state: 'reading', endedAt: null, report: null, problem: null });

    const dry = await ended(begun);
    expect(dry).toMatchObject({ state: 'done', report: { dryRun: true, total: 8, read: 8, created: 3, revised: 1 } });
    expect(dry.report.firstRows[0]).toMatchObject({ line: 2, stored: { familyName: 'Nguyen' } });
    expect(await registered()).toHaveLength(known);

    const run = await importing(EXAMPLE);
    expect(run.report).toMatchObject({
      ...{ kind: 'people', file: 'people-fr.csv', dryRun: false, created: 3, revised: 1, skipped: 1, refused: 2 },
      missing: { count: 1, people: [{ staffNumber: 'M-0042' }] },
    });
    expect(run.report.rows.map(({ line, code }: { line: number; code: string | null }) => [line, code])).toEqual([
      [5, 'DATE_UNREADABLE'],
      [6, 'LEFT_BEFORE_IMPORT'],
      [8, 'MANAGER_NOT_FOUND'],
      [9, null],
    ]);
    expect(await importing(EXAMPLE)).toMatchObject({ report: { created: 0, revised: 0, unchanged: 4 } });
    const people = (await registered()).slice(known);
    expect(people).toHaveLength(3);
    known += 3;
    expect(people[0]).toMatchObject({ actor: { person: HR, role: 'hr' } });
  });

  it('imports needs, with a mapping as text', async () => {
    const parts = {
      file: example('needs-fr.csv'),
      mapping: example('needs-fr.mapping.json').toString(),
      dryRun: 'true',
    };
    const { report } = await importing(parts, '/v1/imports/needs');
    expect(report).toMatchObject({ kind: 'needs', source: 'besoins-associations', read: 45, created: 40 });
  });

  it('imports organisations, and then finds those of needs by their numbers', async () => {
    const parts = { file: example('organisations-fr.csv'), mapping: example('organisations-fr.mapping.json') };
    const run = await importing(parts, '/v1/imports/organisations');
    expect(run.report).toMatchObject({ kind: 'organisations', source: null, created: 5, refused: 3, duplicates: 1 });
    expect(run.report.rows.map(({ line, code }: { line: number; code: string | null }) => [line, code])).toEqual([
      [7, null],
      [8, 'ORGANISATION_NUMBER_MISSING'],
      [9, 'SIREN_INVALID'],
      [10, 'SIRET_GIVEN'],
    ]);
    const again = await importing(parts, '/v1/imports/organisations');
    expect(again).toMatchObject({ report: { created: 0, revised: 0, unchanged: 5, refused: 3 } });

    const needs = { file: example('needs-fr.csv'), mapping: example('needs-fr.mapping.json') };
    const { report } = await importing(needs, '/v1/imports/needs');
    expect(report).toMatchObject({ created: 40, organisations: 12 });
    const registrations = await storedEvents<{ registerNumber: string | null }>(
      folders,
      '--type',
      'OrganisationRegistered',
    );
    expect(registrations).toHaveLength(5 + 12);
    const numbers = registrations.flatMap(({ data }) => data.registerNumber ?? []);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it.each<[string, FormData | string | Uint8Array, object, number, string]>([
    ['JSON', '{}', { 'content-type': 'application/json' }, 415, 'UPLOAD_MEDIA_TYPE'],
    ['a form without its boundary', 'file=x', { 'content-type': 'multipart/form-data' }, 400, 'UPLOAD_INVALID'],
    [
      'half of a form',
      '--x\r\nContent-Dis',
      { 'content-type': 'multipart/form-data; boundary=x' },
      400,
      'UPLOAD_INVALID',
    ],
    [
      'a form of very many parts',
      `--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n`.repeat(150_000) + '--x--\r\n',
      { 'content-type': 'multipart/form-data; boundary=x' },
      400,
      'UPLOAD_INVALID',
    ],
    [
      'a part of very many headers',
      `--x\r\n${'A: b\r\n'.repeat(1_000_000)}`,
      { 'content-type': 'multipart/form-data; boundary=x' },
      400,
      'UPLOAD_INVALID',
    ],
    [
      'a form whose type names two boundaries',
      `--${REAL}\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n`.repeat(100_000) + `--${REAL}--\r\n`,
      { 'content-type': `multipart/form-data; x="; boundary=abc"; boundary=${REAL}` },
      400,
      'UPLOAD_INVALID',
    ],
    [
      'a form with another parameter',
      `--${REAL}\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n--${REAL}--\r\n`,
      { 'content-type': `multipart/form-data; charset=utf-8; boundary=${REAL}` },
      400,
      'UPLOAD_INVALID',
    ],
    [
      'a form without the boundary that its type names',
      `--${REAL}\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n--${REAL}--\r\n`,
      { 'content-type': `multipart/form-data; boundary=${REAL}2` },
      400,
      'UPLOAD_INVALID',
    ],
    ['no file', formOf({ mapping: '{}' }), {}, 400, 'FIELD_INVALID'],
    ['no mapping', formOf({ file: 'a' }), {}, 400, 'FIELD_INVALID'],
    ['another answer than true or false', formOf({ ...EXAMPLE, dryRun: 'yes' }), {}, 400, 'FIELD_INVALID'],
    ['an unknown part', formOf({ ...EXAMPLE, dry: 'true' }), {}, 400, 'FIELD_UNKNOWN'],
    ['a mapping that is none', formOf({ ...EXAMPLE, mapping: '{"person":{}}' }), {}, 422, 'IMPORT_UNREADABLE'],
    ['more than 10 MB', formOf({ ...EXAMPLE, file: 'x'.repeat(10 * 1024 * 1024) }), {}, 413, 'UPLOAD_TOO_LARGE'],
  ])('refuses %s', async (_, body, headers, status, code) => {
    const answer = await send(body, '/v1/imports/people', headers);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('keeps no place for what it refused', async () => {
    expect((await importing({ ...EXAMPLE, dryRun: 'true' })).state).toBe('done');
  });

  it('tells what is wrong with a file where its progress is asked for', async () => {
    const { state, problem, report } = await importing({ ...EXAMPLE, file: 'Matricule;Nom\n1;2' });
    expect({ state, report }).toEqual({ state: 'failed', report: null });
    expect(problem).toMatchObject({ status: 422, code: 'IMPORT_UNREADABLE', reason: 'CSV_COLUMN_MISSING' });
    expect(problem.detail).toMatch(
      /^Rien n’a été importé\. Il manque à people-fr\.csv des colonnes .* Ancien matricule/,
    );
  });

  it('answers the others while a file and its patterns take their time', async () => {
    const hr = await clientOf(service);
    const person = { givenName: 'G', familyName: 'F', employer: { constant: '732829320' } };
    // So many rows take minutes.
    const staffNumber = { column: 'N', match: '((?:a?){1000})\\d' };
    const rows = Array.from({ length: 10 }, () => `${'a'.repeat(900_000)},Prénom,Nom`);
    const mapping = JSON.stringify({ person: { ...person, staffNumber } });
    const { body, headers } = await send(formOf({ file: ['N,G,F', ...rows].join('\n'), mapping }));
    for (let answered = 0; answered < 5; answered += 1)
      await made(hr, '/v1/employers', { name: `Employeur ${answered}` });
    expect((await get(headers.get('location')!)).body).toMatchObject({ state: 'reading', endedAt: null });

    expect((await service.end()).code).toBe(0);
    expect(endIn(service.log())).toMatchObject({ import: body.id, state: 'stopped' });
    service = await startService(folders);
  });

  it.each([
    ['a cell beyond every sheet, in another folder', workbook('ZZZZZZ2', '/other/s.xml')],
    ['a cell whose place is hidden', workbook('&#88;FD1', '/xl/worksheets/s.xml')],
  ])('goes on after a file with %s', async (_, file) => {
    const mapping = { person: { staffNumber: 'N', givenName: 'G', familyName: 'F', employer: 'G' } };
    const { state, problem } = await importing({ file, mapping: JSON.stringify(mapping) });
    expect([state, problem.code, problem.reason]).toEqual(['failed', 'IMPORT_UNREADABLE', 'WORKBOOK_UNREADABLE']);
    expect((await exchange(`${service.url}/health/live`)).status).toBe(200);
  });

  it('tells the flaw of a pattern where the progress is asked for', async () => {
    const person = { staffNumber: { column: 'N', match: '(' }, givenName: 'G', familyName: 'F', employer: 'G' };
    const { problem } = await importing({ file: 'N,G,F\n1,G,F', mapping: JSON.stringify({ person }) });
    expect(problem).toMatchObject({ status: 422, code: 'IMPORT_UNREADABLE', reason: 'MAPPING_INVALID' });
    expect(problem.detail).toContain('person.staffNumber.match');
  });

  it('writes its sentences in the language of whoever asks for them', async () => {
    const { id, report } = await importing({ ...EXAMPLE, dryRun: 'true' });
    expect(report.rows[0].message).toContain('n’est pas une date');
    const asked = { authorization: `Bearer ${token}`, 'accept-language': 'en' };
    const { body } = await exchange(`${service.url}/v1/imports/${id}`, { headers: asked });
    expect(body.report.rows[0].message).toContain('is not a date');
  });

  it('lists the first of very many rows that did not go in, and counts the others', async () => {
    const rows = Array.from({ length: 1_500 }, () => 'M-1;Prénom;Nom');
    const person = { staffNumber: 'N', givenName: 'G', familyName: 'F', employer: { constant: '000000000' } };
    const parts = {
      file: ['N;G;F', ...rows, 'M-1;Autre;Nom'].join('\n'),
      mapping: JSON.stringify({ separator: ';', person }),
    };
    const { report } = await importing(parts);
    expect(report).toMatchObject({ refused: 1_501, moreRows: 501 });
    expect(report.rows).toHaveLength(1_000);
    expect(report.rows[0].message).toMatch(/^Les lignes 2, 3, 4, 5, 6, 7, 8, 9 et 1493 de plus ont le même matricule/);
  });

  it('is for hr and admin, before a byte of the body is kept', async () => {
    const employee = await tokenFor(service, { tenant: 'main', person: HR, roles: ['employee'], organisation: null });
    const answer = await send(formOf(EXAMPLE), '/v1/imports/people', { authorization: `Bearer ${employee}` });
    expect([answer.status, answer.body.code]).toEqual([403, 'ROLE_REQUIRED']);
  });

  it('shows an import to its starter alone', async () => {
    const { id } = await importing({ ...EXAMPLE, dryRun: 'true' });
    const other = { tenant: 'main', person: '01890a5d-ac96-774b-bcce-b302099a8058', roles: ['hr'], organisation: null };
    const answer = await get(`/v1/imports/${id}`, await tokenFor(service, other as never));
    expect([answer.status, answer.body.code]).toEqual([404, 'IMPORT_UNKNOWN']);
    expect(answer.body.detail).toContain('Renvoyez le même fichier');
    expect((await get('/v1/imports/nothing')).body.code).toBe('PATH_INVALID');
  });

  it('does not make other routes read forms', async () => {
    const answer = await send(formOf(EXAMPLE), '/v1/people');
    expect([answer.status, answer.body.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  it('runs one import of a tenant at a time, stops with the service between two rows, and goes on with the same file', async () => {
    const rows = Array.from({ length: COUNT }, (_, index) => `P-${index};Prénom${index};Nom`);
    const person = { staffNumber: 'N', givenName: 'G', familyName: 'F', employer: { constant: '732829320' } };
    const mapping = JSON.stringify({ separator: ';', person });
    const first = (count: number) => ({ file: ['N;G;F', ...rows.slice(0, count)].join('\n'), mapping });
    const { body, headers } = await send(formOf(first(COUNT)));
    const second = await send(formOf(first(COUNT)));
    expect([second.status, second.body.code, second.headers.get('retry-after')]).toEqual([
      429,
      'TOO_MANY_IMPORTS',
      '10',
    ]);
    await until(async () => ((await get(headers.get('location')!)).body.report?.created ?? 0) > 0, WITHIN_MS);

    expect((await service.end()).code).toBe(0);
    const done = (await registered()).length - known;
    expect(done).toBeLessThan(COUNT);
    expect(endIn(service.log())).toMatchObject({ import: body.id, state: 'stopped', created: done });

    service = await startService(folders);
    expect((await get(`/v1/imports/${body.id}`)).body.code).toBe('IMPORT_UNKNOWN');
    // Rows go in as they follow in the file: those that are in are its first ones.
    const { report } = await importing(first(done + MORE));
    expect(report).toMatchObject({ created: MORE, unchanged: done, refused: 0 });
    expect(await registered()).toHaveLength(known + done + MORE);
  });
});
