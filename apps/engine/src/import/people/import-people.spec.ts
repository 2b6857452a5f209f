import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemIds } from '@jalon/application';
import { CloseEmployer, RecordDeparture, RegisterEmployer, RegisterPerson, type PersonState } from '@jalon/directory';
import { SYSTEM_ACTOR, type Caller, type Role, type TenantId, type Uuid } from '@jalon/kernel';
import { openEngine, openTenant, readConfig, type Engine } from '../../index.js';
import { fileInMemory } from '../file-source.js';
import { BOUNDS_OF_A_COMMAND } from '../import-bounds.js';
import type { ImportReport } from '../import-report.js';
import { mappingOf } from '../mapping/mapping-file.js';
import { PeopleMapping } from '../mapping/mapping.js';
import { readHere } from '../read-file.js';
import { employersOf } from './known-people.js';

const SIREN = '732829320';
const MAPPING = {
  person: {
    staffNumber: 'Number',
    previousStaffNumber: 'Before',
    givenName: 'Given',
    familyName: 'Family',
    email: 'Mail',
    entryDate: { column: 'Entry', formats: ['YYYY-MM-DD'] },
    lastDay: { column: 'Last', formats: ['YYYY-MM-DD'] },
    employer: { column: 'Employer', default: SIREN },
    manager: 'Manager',
    site: 'Site',
  },
};
const COLUMNS = [
  'Number',
  'Before',
  'Given',
  'Family',
  'Mail',
  'Entry',
  'Last',
  'Employer',
  'Manager',
  'Site',
] as const;
type Cells = Partial<Record<(typeof COLUMNS)[number], string>>;

const folder = mkdtempSync(join(tmpdir(), 'jalon-people-'));
let engine: Engine;
let tenant: TenantId;
let employer: Uuid;
let count = 0;

// The views are never built here: everything is found in the log that lies after them.
beforeAll(async () => {
  // Nobody listens there: mails are made, and wait.
  const mail = { PUBLIC_URL: 'http://localhost:3000', SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'jalon@example.org' };
  const folders = { JALON_DATA_DIR: join(folder, 'data'), JALON_KEYS_DIR: join(folder, 'keys') };
  const config = readConfig({ ...folders, ...mail });
  engine = await openEngine(config, { project: false, readFile: readHere });
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  tenant = `t${(count += 1)}`;
  await openTenant(engine, systemIds, { tenant, zone: 'Europe/Paris', language: 'fr', mode: 'production' });
  employer = await made(Object.assign(new RegisterEmployer(), { name: 'Atelier Marceau', siren: SIREN }));
});

const caller = (role: Role = 'hr'): Caller => ({ tenant, person: HR, roles: [role], organisation: null });
const HR = systemIds.next();

async function made(command: object, target: Uuid | null = null): Promise<Uuid> {
  const context = { caller: caller(), target, commandId: systemIds.next(), correlationId: systemIds.next() };
  return (await engine.handler.handle(command, context)).id;
}

interface Options {
  readonly dryRun?: boolean;
  readonly mapping?: object;
  readonly role?: Role;
  readonly signal?: AbortSignal;
}

function csv(rows: readonly Cells[]): string {
  return [COLUMNS.join(','), ...rows.map((row) => COLUMNS.map((column) => row[column] ?? '').join(','))].join('\n');
}

async function importing(content: string | Uint8Array, options: Options = {}): Promise<ImportReport> {
  const { dryRun = false, mapping = MAPPING, role, signal = new AbortController().signal } = options;
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const work = await engine.openImport({
    ...{ kind: 'people', file: fileInMemory('people.csv', bytes), dryRun, signal, bounds: BOUNDS_OF_A_COMMAND },
    ...{ caller: caller(role), mapping: mappingOf(PeopleMapping, mapping, 'm.json'), mappingName: 'm.json' },
  });
  for await (const _ of work.outcomes);
  return work.report('en');
}

const importRows = (rows: readonly Cells[], options?: Options) => importing(csv(rows), options);

const CARON: Cells = { Number: 'M-1', Given: 'Hélène', Family: 'Caron', Mail: 'helene@example.org', Site: 'siege' };
const DIALLO: Cells = { Number: 'M-2', Given: 'Moussa', Family: 'Diallo', Manager: 'M-1', Site: 'lyon-2' };
const NGUYEN: Cells = { Number: 'M-3', Given: 'Léa', Family: 'Nguyen', Manager: 'M-2', Site: 'lyon-2' };
const PEOPLE = [NGUYEN, DIALLO, CARON];

interface Person {
  readonly id: Uuid;
  readonly status: string;
  readonly revision: number;
  readonly name: string;
  readonly staffNumber: string | null;
  readonly manager: Uuid | null;
  readonly site: string | null;
  readonly birthDate: string | null;
}

/** The people of the tenant but its operator, by name, opened. */
async function people(): Promise<readonly Person[]> {
  const ids = new Set<Uuid>();
  for await (const page of engine.stores.events.readAll(null)) {
    for (const { envelope } of page)
      if (envelope.stream.startsWith(`person-${tenant}.`)) ids.add(envelope.stream.split('.')[1]!);
  }
  const found = await Promise.all([...ids].map(personOf));
  return found.filter(({ name }) => name !== 'Operator').sort((one, other) => (one.name < other.name ? -1 : 1));
}

async function personOf(id: Uuid): Promise<Person> {
  const { state: given, revision } = await engine.streams.load({ category: 'person', tenant, id });
  const state = given as Exclude<PersonState, { status: 'unknown' }>;
  const opened = async (field: unknown) => {
    const value = field === null ? { value: null } : await engine.sealer.open(field as never);
    return value === 'erased' ? value : (value.value as string | null);
  };
  return {
    ...{ id, status: state.status, revision: revision!, manager: state.manager, site: state.site },
    name: (await opened(state.givenName))!,
    staffNumber: await opened(state.staffNumber),
    birthDate: await opened(state.birthDate),
  };
}

const hasKey = async (subject: Uuid) =>
  (await engine.stores.keys.existingKeyOf({ tenant, subject, purpose: 'identity' })) !== null;

const lastPosition = () => engine.stores.events.lastPosition();
const codes = ({ rows }: ImportReport) =>
  rows.map(({ line, outcome, code }) => `${line} ${outcome} ${code ?? ''}`.trim());

describe('importing people', () => {
  it('has the former address told where a row changes it, and never by a dry run', async () => {
    await importRows([CARON]);
    const [helene] = await people();
    const account = { tenant, person: helene?.id ?? '' };
    const told = () => engine.records.mails.countSince(account, 'address-changed', 0);
    const changed = [{ ...CARON, Mail: 'hr@example.org' }];
    await importRows(changed, { dryRun: true });
    expect(await told()).toBe(0);
    await importRows(changed);
    await importRows(changed);
    expect(await told()).toBe(1);
  });

  it('registers managers first, and adds nothing the second time', async () => {
    expect(await importRows(PEOPLE)).toMatchObject({ total: 3, read: 3, created: 3, rows: [], missing: { count: 0 } });
    const [caron, nguyen, diallo] = await people();
    expect([caron, diallo, nguyen].map((person) => person?.name)).toEqual(['Hélène', 'Moussa', 'Léa']);
    expect([caron!.manager, diallo!.manager, nguyen!.manager]).toEqual([null, caron!.id, diallo!.id]);
    const before = await lastPosition();
    expect(await importRows(PEOPLE)).toMatchObject({ created: 0, revised: 0, unchanged: 3 });
    expect(await lastPosition()).toBe(before);
  });

  it('revises what the file says otherwise, and keeps what it does not say', async () => {
    const person = { givenName: 'Léa', familyName: 'Nguyen', staffNumber: 'M-3', birthDate: '1990-04-23', employer };
    const id = await made(Object.assign(new RegisterPerson(), { ...person, site: 'paris-1' }));
    expect(await importRows([{ ...NGUYEN, Manager: '' }])).toMatchObject({ revised: 1, created: 0 });
    expect(await people()).toMatchObject([{ id, site: 'lyon-2', birthDate: '1990-04-23', revision: 1 }]);
    // Its report tells nothing that the file does not.
    const dry = await importRows([{ ...NGUYEN, Site: 'paris-1', Manager: '' }], { dryRun: true });
    expect(JSON.stringify(dry)).toContain('paris-1');
    expect(JSON.stringify(dry)).not.toContain('1990-04-23');
  });

  it('makes no key on a dry run, the first one in its tenant included', async () => {
    const dry = await importRows(PEOPLE, { dryRun: true });
    expect(dry).toMatchObject({ created: 3 });
    const ids = dry.firstRows.map(({ stored }) => stored['id'] as Uuid);
    // That of the system is the one under which the ids of people are made.
    for (const subject of [SYSTEM_ACTOR, ...ids]) expect(await hasKey(subject)).toBe(false);
    await importRows(PEOPLE);
    for (const subject of [SYSTEM_ACTOR, (await people())[0]!.id]) expect(await hasKey(subject)).toBe(true);
  });

  it('writes nothing on a dry run, and foresees what the run does', async () => {
    await importRows([CARON]);
    const before = await lastPosition();
    const rows = [{ ...CARON, Site: 'paris-1' }, DIALLO, { ...NGUYEN, Manager: 'M-9' }];
    const dry = await importRows(rows, { dryRun: true });
    expect(await lastPosition()).toBe(before);
    expect(dry).toMatchObject({ dryRun: true, created: 1, revised: 1, refused: 1 });
    expect(dry.firstRows[1]).toMatchObject({
      line: 3,
      stored: { familyName: 'Diallo', staffNumber: 'M-2', site: 'lyon-2' },
    });
    const real = await importRows(rows);
    expect({ ...dry, dryRun: false, firstRows: [] }).toEqual(real);
    expect((await people()).map(({ id }) => id)).toContain(dry.firstRows[1]?.stored['id']);
  });

  it('says of each row that cannot go in what to do, and imports the others', async () => {
    const report = await importRows([
      CARON,
      { ...DIALLO, Entry: '2026-02-30' },
      NGUYEN,
      { Number: 'M-4', Given: 'Hugo', Family: 'Faure', Manager: 'M-99' },
      { Number: 'M-5', Given: 'Sofia', Family: 'Benali', Employer: '356000000' },
      { Number: 'M-6', Given: 'Ana', Family: 'Silva', Manager: 'M-7' },
      { Number: 'M-7', Given: 'Rui', Family: 'Silva', Manager: 'M-6' },
      { Given: 'Sans', Family: 'Numéro' },
      { Number: 'M-8', Given: 'Lyon', Family: 'Deux', Site: 'Lyon 2' },
      { Number: 'M-9', Given: 'Elle', Family: 'Même', Manager: 'M-9' },
    ]);
    expect(codes(report)).toEqual([
      '3 refused DATE_UNREADABLE',
      '4 refused MANAGER_NOT_ENTERED',
      '5 refused MANAGER_NOT_FOUND',
      '6 refused EMPLOYER_NOT_FOUND_BY',
      '7 refused MANAGER_CIRCLE',
      '8 refused MANAGER_CIRCLE',
      '9 refused FIELD_MISSING',
      '10 refused VALUE_NOT_ALLOWED',
      '11 refused PERSON_OWN_MANAGER',
    ]);
    expect(report).toMatchObject({ created: 1, refused: 9 });
    expect(report.rows[3]?.message).toMatch(/356000000.*SIREN/);
  });

  it('finds an employer by its SIREN number, however it is written', async () => {
    const report = await importRows([{ ...CARON, Employer: '732-829.320' }]);
    expect(report).toMatchObject({ created: 1, rows: [] });
    const { state } = await engine.streams.load({ category: 'person', tenant, id: (await people())[0]!.id });
    expect(state).toMatchObject({ employer });
  });

  it('finds the open employer of a SIREN number rather than one that had it and closed', () => {
    const open = { name: 'Marceau', siren: SIREN, claim: null };
    const entries = [
      { id: HR, state: { ...open, status: 'closed', closedOn: '2026-01-31', closedBy: HR } },
      { id: employer, state: { ...open, status: 'registered', writtenBy: HR } },
    ] as const;
    for (const all of [entries, entries.toReversed()]) expect(employersOf(all).named(SIREN)).toBe(employer);
    expect(employersOf(entries.slice(0, 1)).named(SIREN)).toBe(HR);
  });

  it('finds the employer that claims a SIREN number, and none where several could be meant', () => {
    const open = { name: 'Marceau', siren: SIREN, claim: null, status: 'registered', writtenBy: HR } as const;
    const claim = { owner: `register-main.employer-${SIREN}`, key: 'number', attempt: 1 } as const;
    const [one, other] = [
      { id: HR, state: open },
      { id: employer, state: { ...open, claim } },
    ] as const;
    for (const all of [
      [one, other],
      [other, one],
    ]) {
      expect(employersOf(all).named(SIREN)).toBe(employer);
    }
    const unclaimed = [one, { id: employer, state: open }];
    for (const name of [SIREN, '732 829 320']) {
      expect(() => employersOf(unclaimed).named(name)).toThrow('EMPLOYER_OF_SEVERAL');
      expect(employersOf(unclaimed).find(name)).toBeNull();
    }
    expect(employersOf(unclaimed).named(employer)).toBe(employer);
    const closed = { name: 'Marceau', siren: SIREN, claim: null, status: 'closed', closedOn: '2026-01-31' } as const;
    const both = [HR, employer].map((id) => ({ id, state: { ...closed, closedBy: HR } }));
    expect(() => employersOf(both).named(SIREN)).toThrow('EMPLOYER_OF_SEVERAL');
  });

  it('takes the rows of one number for one person only where they agree', async () => {
    const report = await importRows([CARON, CARON, DIALLO, { ...DIALLO, Site: 'siege' }]);
    expect(codes(report)).toEqual(['3 duplicate', '4 refused STAFF_NUMBER_TWICE', '5 refused STAFF_NUMBER_TWICE']);
    expect(report.rows[1]?.message).toContain('Lines 4, 5');
  });

  it.each([
    ['a byte order mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['Windows line ends', (text: string) => Buffer.from(text.replaceAll('\n', '\r\n'))],
  ])('reads a file with %s', async (_, encoded) => {
    expect(await importing(encoded(csv(PEOPLE)))).toMatchObject({ created: 3 });
  });

  it.each([
    ['', 'has no header line'],
    ['Number\nM-1', 'names as columns: Before'],
  ])('refuses a file without what it must have (%j)', async (content, message) => {
    await expect(importing(content)).rejects.toThrow(message);
  });

  it('takes a header alone for a file of nobody: then nobody is missing either', async () => {
    await importRows(PEOPLE);
    expect(await importRows([])).toMatchObject({ total: 0, missing: { count: 0 } });
  });

  it.each(['employee', 'auditor', 'organisation'] as const)('is refused to the role %s as a whole', async (role) => {
    await expect(importRows(PEOPLE, { role })).rejects.toThrow('DIRECTORY_COMPANY_ONLY');
  });
});

describe('who is in the directory and not in the file', () => {
  it('is listed, and stays', async () => {
    await importRows(PEOPLE);
    const before = await lastPosition();
    const report = await importRows([CARON]);
    expect(report.missing).toEqual({
      count: 2,
      people: [
        { person: expect.any(String), staffNumber: 'M-2' },
        { person: expect.any(String), staffNumber: 'M-3' },
      ],
    });
    expect(await lastPosition()).toBe(before);
    expect((await people()).map(({ status }) => status)).toEqual(Array(3).fill('registered'));
  });

  it('is of the employers that the file names, or of their sites', async () => {
    await importRows(PEOPLE);
    const other = await made(Object.assign(new RegisterEmployer(), { name: 'Autre', siren: '356000000' }));
    await made(
      Object.assign(new RegisterPerson(), {
        givenName: 'Zoé',
        familyName: 'Autre',
        staffNumber: 'Z-1',
        employer: other,
      }),
    );
    expect((await importRows([DIALLO])).missing.people.map(({ staffNumber }) => staffNumber)).toEqual(['M-1', 'M-3']);
    const bySite = await importRows([DIALLO], { mapping: { ...MAPPING, covers: 'sites' } });
    expect(bySite.missing.people.map(({ staffNumber }) => staffNumber)).toEqual(['M-3']);
  });

  it('is not somebody whose row was refused', async () => {
    await importRows(PEOPLE);
    expect(await importRows([CARON, DIALLO, { ...NGUYEN, Entry: 'yesterday' }])).toMatchObject({
      missing: { count: 0 },
    });
  });
});

describe('departures and returns', () => {
  const LEFT = { ...NGUYEN, Last: '2026-03-31' };

  it('records a departure on the day after the last day, once', async () => {
    await importRows(PEOPLE);
    expect(await importRows([CARON, DIALLO, LEFT])).toMatchObject({ left: 1, unchanged: 2, missing: { count: 0 } });
    const { state } = await engine.streams.load({ category: 'person', tenant, id: (await people())[1]!.id });
    expect(state).toMatchObject({ status: 'left', leftOn: '2026-04-01' });
    expect(await importRows([CARON, DIALLO, LEFT])).toMatchObject({ left: 0, unchanged: 3 });
    expect(codes(await importRows([{ ...LEFT, Last: '2026-05-31' }]))).toEqual(['2 refused PERSON_ALREADY_LEFT']);
  });

  it('leaves a last day that is to come to a later import', async () => {
    await importRows(PEOPLE);
    expect(await importRows([{ ...NGUYEN, Last: '2999-12-31' }])).toMatchObject({ left: 0, unchanged: 1 });
  });

  it('names the last departure of several, where another day is said', async () => {
    await importRows([CARON]);
    await importRows([{ ...CARON, Last: '2024-12-31' }]);
    await importRows([{ ...CARON, Entry: '2025-02-01' }]);
    await importRows([{ ...CARON, Last: '2026-03-31' }]);
    const report = await importRows([{ ...CARON, Last: '2026-01-31' }]);
    expect(codes(report)).toEqual(['2 refused PERSON_ALREADY_LEFT']);
    expect(report.rows[0]?.message).toContain('2026-04-01');
  });

  it('says of a manager who left, and never was in the directory, on which line', async () => {
    const report = await importRows([{ ...CARON, Last: '2024-12-31' }, DIALLO]);
    expect(codes(report)).toEqual(['2 skipped LEFT_BEFORE_IMPORT', '3 refused MANAGER_HAS_LEFT']);
    expect(report.rows[1]?.message).toContain('The manager M-1 has left by line 2');
  });

  it('does not enter somebody who was gone before', async () => {
    const report = await importRows([LEFT]);
    expect(codes(report)).toEqual(['2 skipped LEFT_BEFORE_IMPORT']);
    expect(report).toMatchObject({ skipped: 1, refused: 0 });
    expect(await people()).toEqual([]);
  });

  it('lets a manager leave after their people were revised', async () => {
    await importRows(PEOPLE);
    const rows = [{ ...CARON }, { ...DIALLO, Last: '2026-03-31' }, { ...NGUYEN, Site: 'siege' }];
    expect(await importRows(rows)).toMatchObject({ left: 1, revised: 1, refused: 0 });
    expect(await importRows(rows)).toMatchObject({ unchanged: 3, refused: 0 });
  });

  it('asks for the entry date of somebody who left and is in the file again, and then registers them anew', async () => {
    await importRows(PEOPLE);
    await importRows([CARON, DIALLO, LEFT]);
    expect(codes(await importRows([NGUYEN]))).toEqual(['2 refused PERSON_HAS_LEFT']);
    expect(codes(await importRows([{ ...NGUYEN, Entry: '2019-09-02' }]))).toEqual(['2 refused PERSON_HAS_LEFT']);
    const again = { ...NGUYEN, Entry: '2026-09-01' };
    expect(await importRows([again])).toMatchObject({ created: 1 });
    const both = (await people()).filter(({ staffNumber }) => staffNumber === 'M-3');
    expect(both.map(({ status }) => status).sort()).toEqual(['left', 'registered']);
    expect(new Set(both.map(({ id }) => id)).size).toBe(2);
    expect(await importRows([again])).toMatchObject({ unchanged: 1 });
    // The row of the first contract says nothing new.
    expect(await importRows([LEFT])).toMatchObject({ unchanged: 1, left: 0 });
  });
});

describe('a staff number that changed', () => {
  it('is followed by the number before, and the person stays the same', async () => {
    await importRows(PEOPLE);
    const [, { id }] = (await people()) as [Person, Person];
    const renumbered = { ...NGUYEN, Number: 'N-300', Before: 'M-3' };
    expect(await importRows([CARON, DIALLO, renumbered])).toMatchObject({
      revised: 1,
      created: 0,
      missing: { count: 0 },
    });
    expect(await personOf(id)).toMatchObject({ staffNumber: 'N-300' });
    expect(await importRows([CARON, DIALLO, renumbered])).toMatchObject({ unchanged: 3 });
  });

  it('is noticed by the e-mail address, where the file does not say it', async () => {
    await importRows([CARON]);
    expect(codes(await importRows([{ ...CARON, Number: 'N-1' }]))).toEqual(['2 refused EMAIL_OF_ANOTHER']);
    expect(codes(await importRows([{ ...CARON, Number: 'N-1', Mail: 'HELENE@example.org' }]))).toHaveLength(1);
  });

  it('is not taken for two people when both numbers are in the file', async () => {
    await importRows([CARON]);
    const renumbered = { ...CARON, Number: 'N-1', Before: 'M-1' };
    expect(codes(await importRows([CARON, renumbered]))).toEqual(['3 refused PERSON_NAMED_TWICE']);
  });

  it('may not be that of several people', async () => {
    for (const givenName of ['Ada', 'Ida']) {
      const fields = { givenName, familyName: 'Roux', staffNumber: 'M-1', employer };
      const person = await made(Object.assign(new RegisterPerson(), fields));
      // As it was before a number was refused a second time.
      await engine.stores.records.uniqueHashes.forget({ tenant, person });
    }
    expect(codes(await importRows([CARON]))).toEqual(['2 refused STAFF_NUMBER_OF_SEVERAL']);
    const renumbered = { ...CARON, Number: 'N-1', Before: 'M-1' };
    expect(codes(await importRows([renumbered]))).toEqual(['2 refused STAFF_NUMBER_OF_SEVERAL']);
  });

  it('is refused where somebody else still has the new number: nobody gets the fields of another', async () => {
    await importRows([CARON, DIALLO]);
    const before = await people();
    const taken = { ...CARON, Number: 'M-2', Before: 'M-1', Mail: '' };
    const freed = { ...DIALLO, Number: 'N-2', Before: 'M-2', Mail: '' };
    expect(codes(await importRows([taken, freed]))).toContain('2 refused STAFF_NUMBER_OF_SEVERAL');
    expect(await people()).toEqual(before);
  });

  it('may be given to somebody new, who is another person', async () => {
    await importRows([CARON]);
    const [{ id }] = (await people()) as [Person];
    const file = [
      { ...CARON, Number: 'N-1', Before: 'M-1' },
      { Number: 'M-1', Given: 'Paul', Family: 'Petit', Manager: '' },
    ];
    await importRows(file);
    expect(await importRows(file)).toMatchObject({ created: 1, unchanged: 1 });
    expect(await personOf(id)).toMatchObject({ staffNumber: 'N-1' });
    expect(await people()).toHaveLength(2);
  });
});

describe('an import that is not alone, or not let finish', () => {
  const MANY = Array.from({ length: 60 }, (_, index) => ({
    ...CARON,
    Number: `P-${index}`,
    Mail: '',
    Given: `P${index}`,
  }));

  it('shares the work with another import of the same file', async () => {
    const reports = await Promise.all([importRows(MANY), importRows(MANY)]);
    const sum = (of: (report: ImportReport) => number) => reports.map(of).reduce((one, other) => one + other);
    expect([sum(({ created }) => created), sum(({ unchanged }) => unchanged)]).toEqual([60, 60]);
    expect(await people()).toHaveLength(60);
  });

  it('stops between rows, and goes on with the same file', async () => {
    const stopping = new AbortController();
    const work = await engine.openImport({
      ...{
        kind: 'people',
        file: fileInMemory('p.csv', Buffer.from(csv(MANY))),
        dryRun: false,
        bounds: BOUNDS_OF_A_COMMAND,
      },
      ...{ mapping: mappingOf(PeopleMapping, MAPPING, 'm'), mappingName: 'm' },
      ...{ caller: caller(), signal: stopping.signal },
    });
    for await (const _ of work.outcomes) if (work.report('en').read === 5) stopping.abort();
    const { read, created, total } = work.report('en');
    expect({ total, whole: read < 60 && created === read }).toEqual({ total: 60, whole: true });
    expect(await people()).toHaveLength(created);
    expect(await importRows(MANY)).toMatchObject({ created: 60 - created, unchanged: created });
  });

  it('refuses rows of new people who have one e-mail address, and of people whom the directory has', async () => {
    const twin = { ...DIALLO, Manager: '', Mail: 'HELENE@example.org' };
    const report = await importRows([CARON, twin, NGUYEN]);
    expect(codes(report)).toEqual(['2 refused EMAIL_TWICE', '3 refused EMAIL_TWICE', '4 refused MANAGER_NOT_ENTERED']);
    expect(report.rows[1]?.message).toContain('Lines 2, 3 have the same e-mail address');
    await importRows([CARON, { ...twin, Mail: '' }]);
    expect(codes(await importRows([CARON, twin]))).toEqual(['3 refused PERSON_EXISTS']);
    expect(codes(await importRows([CARON, twin], { dryRun: true }))).toEqual(['3 refused PERSON_EXISTS']);
    expect(codes(await importRows([CARON, twin, { ...NGUYEN, Mail: 'helene@example.org' }]))).toEqual([
      '3 refused PERSON_EXISTS',
      '4 refused EMAIL_OF_ANOTHER',
    ]);
    expect(
      codes(
        await importRows([
          { ...CARON, Mail: 'a@example.org' },
          { ...NGUYEN, Mail: 'a@example.org' },
        ]),
      ),
    ).toEqual(['3 refused EMAIL_TWICE']);
  });

  it('never brings back somebody who was erased', async () => {
    await importRows([CARON]);
    const [{ id }] = (await people()) as [Person];
    await engine.stores.keys.destroy(tenant, id);
    const report = await importRows([CARON]);
    expect(codes(report)).toEqual(['2 refused PERSON_ERASED']);
    expect(report.missing.count).toBe(0);
    expect(codes(await importRows([CARON], { dryRun: true }))).toEqual(['2 refused PERSON_ERASED']);
    // As the message says: the number is somebody else's now.
    const other = { givenName: 'Inès', familyName: 'Marchetti', staffNumber: 'M-1', employer };
    await made(Object.assign(new RegisterPerson(), other));
    expect(await importRows([{ ...CARON, Given: 'Inès', Family: 'Marchetti', Mail: '' }])).toMatchObject({
      refused: 0,
    });
  });

  it('does not name a closed employer anew', async () => {
    await made(Object.assign(new CloseEmployer(), { closedOn: '2026-01-01' }), employer);
    expect(codes(await importRows([CARON]))).toEqual(['2 refused EMPLOYER_CLOSED']);
  });

  it('refuses a manager who left', async () => {
    await importRows([CARON]);
    const [{ id }] = (await people()) as [Person];
    await made(Object.assign(new RecordDeparture(), { leftOn: '2026-01-01' }), id);
    expect(codes(await importRows([DIALLO]))).toEqual(['2 refused MANAGER_LEFT']);
  });
});
