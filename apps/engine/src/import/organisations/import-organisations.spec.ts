import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandPolicies } from '@jalon/access';
import { openWriteSide, systemClock, systemIds } from '@jalon/application';
import { CloseOrganisation, RegisterOrganisation, ReviseOrganisation, type Organisation } from '@jalon/directory';
import type { NeedState } from '@jalon/marketplace';
import type { Caller, Role, TenantId, Uuid } from '@jalon/kernel';
import { noTelemetry, type EventStore } from '@jalon/ports';
import { until } from '@jalon/testing';
import { deciders, tenantProfile } from '../../domain.js';
import { openEngine, openTenant, readConfig, type Engine } from '../../index.js';
import { fileInMemory } from '../file-source.js';
import { BOUNDS_OF_A_COMMAND } from '../import-bounds.js';
import type { ImportKind, ImportReport } from '../import-report.js';
import { mappingOf } from '../mapping/mapping-file.js';
import { importMappings } from '../mapped-rows.js';
import { readHere } from '../read-file.js';

const MAPPING = {
  organisation: {
    id: 'Id',
    name: 'Name',
    register: { column: 'Register', default: 'rna' },
    registerNumber: 'Number',
    department: 'Department',
    branchOf: 'Head',
  },
};
const COLUMNS = ['Id', 'Name', 'Register', 'Number', 'Department', 'Head'] as const;
type Cells = Partial<Record<(typeof COLUMNS)[number], string>>;

const folder = mkdtempSync(join(tmpdir(), 'jalon-organisations-'));
let engine: Engine;
let tenant: TenantId;
let count = 0;

// The views are never built here: everything is found in the log that lies after them.
beforeAll(async () => {
  const config = readConfig({ JALON_DATA_DIR: join(folder, 'data'), JALON_KEYS_DIR: join(folder, 'keys') });
  engine = await openEngine(config, { project: false, readFile: readHere });
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  tenant = `t${(count += 1)}`;
  await openTenant(engine, systemIds, { tenant, zone: 'Europe/Paris', language: 'fr', mode: 'production' });
});

const HR = systemIds.next();
const caller = (role: Role = 'hr'): Caller => ({ tenant, person: HR, roles: [role], organisation: null });

async function made(command: object, target: Uuid | null = null): Promise<Uuid> {
  const context = { caller: caller(), target, commandId: systemIds.next(), correlationId: systemIds.next() };
  return (await engine.handler.handle(command, context)).id;
}
const registering = (entry: object) => made(Object.assign(new RegisterOrganisation(), { register: 'rna', ...entry }));

interface Options {
  readonly dryRun?: boolean;
  readonly mapping?: object;
  readonly role?: Role;
}

async function importing(kind: ImportKind, content: string, mapping: object, options: Options): Promise<ImportReport> {
  const { dryRun = false, role } = options;
  const work = await engine.openImport({
    ...{ kind, file: fileInMemory('file.csv', Buffer.from(content)), dryRun, bounds: BOUNDS_OF_A_COMMAND },
    ...{ signal: new AbortController().signal, caller: caller(role) },
    ...{ mapping: mappingOf(importMappings[kind], mapping, 'm.json'), mappingName: 'm.json' },
  });
  for await (const _ of work.outcomes);
  return work.report('en');
}

function importRows(rows: readonly Cells[], options: Options = {}): Promise<ImportReport> {
  const lines = rows.map((row) => COLUMNS.map((column) => row[column] ?? '').join(','));
  return importing('organisations', [COLUMNS.join(','), ...lines].join('\n'), options.mapping ?? MAPPING, options);
}

/** The organisations of the tenant, by name. */
async function organisations(): Promise<readonly (Organisation & { readonly id: Uuid })[]> {
  const ids = new Set<Uuid>();
  for await (const page of engine.stores.events.readAll(null)) {
    for (const { envelope } of page) {
      if (envelope.stream.startsWith(`organisation-${tenant}.`)) ids.add(envelope.stream.split('.')[1]!);
    }
  }
  const found = await Promise.all([...ids].map(async (id) => ({ id, ...(await organisation(id)) })));
  return found.sort((one, other) => (one.name < other.name ? -1 : 1));
}

async function organisation(id: Uuid): Promise<Organisation> {
  return (await engine.streams.load({ category: 'organisation', tenant, id })).state as Organisation;
}

const lastPosition = () => engine.stores.events.lastPosition();
const codes = ({ rows }: ImportReport) =>
  rows.map(({ line, outcome, code }) => `${line} ${outcome} ${code ?? ''}`.trim());

const JARDINS: Cells = { Name: 'Les Jardins du Canal', Number: 'W999000001', Department: '93' };
const PORT: Cells = { Name: 'La Ressourcerie', Number: 'W999000002', Department: '13' };

const NEEDS = {
  source: 'needs',
  key: ['Key'],
  organisation: { name: 'Name', register: { constant: 'rna' }, registerNumber: 'Number' },
  need: { title: 'Title' },
};
const needs = (rows: readonly string[]) => importing('needs', ['Key,Name,Number,Title', ...rows].join('\n'), NEEDS, {});

describe('importing organisations', () => {
  it('registers them by number, however it is written, and adds nothing the second time', async () => {
    const rows = [
      JARDINS,
      { ...PORT, Number: 'w 999.000-002' },
      { Name: 'Nord', Register: 'siren', Number: '732 829 320' },
    ];
    expect(await importRows(rows)).toMatchObject({
      ...{ kind: 'organisations', total: 3, read: 3, created: 3, refused: 0, organisations: 0, rows: [] },
      missing: { count: 0 },
    });
    expect(await organisations()).toMatchObject([
      { name: 'La Ressourcerie', register: 'rna', registerNumber: 'W999000002', department: '13' },
      { name: 'Les Jardins du Canal', registerNumber: 'W999000001' },
      { name: 'Nord', register: 'siren', registerNumber: '732829320' },
    ]);
    const before = await lastPosition();
    expect(await importRows([...rows].reverse())).toMatchObject({ created: 0, revised: 0, unchanged: 3 });
    expect(await lastPosition()).toBe(before);
  });

  it('revises what the file says otherwise, and keeps what the mapping does not name', async () => {
    const id = await registering({ name: 'Jardins', registerNumber: 'W999000001', department: '75' });
    const mapping = { organisation: { name: 'Name', register: { constant: 'rna' }, registerNumber: 'Number' } };
    expect(await importRows([JARDINS], { mapping })).toMatchObject({ created: 0, revised: 1 });
    expect(await organisations()).toMatchObject([{ id, name: 'Les Jardins du Canal', department: '75' }]);
    expect(await importRows([{ ...JARDINS, Department: '' }])).toMatchObject({ revised: 1 });
    expect(await organisation(id)).toMatchObject({ department: null });
  });

  it('finds one by its id, and gives it its number', async () => {
    const id = await registering({ name: 'Jardins' });
    const row = { ...JARDINS, Id: id.toUpperCase() };
    expect(await importRows([row])).toMatchObject({ created: 0, revised: 1 });
    expect(await importRows([{ ...JARDINS }])).toMatchObject({ unchanged: 1 });
    expect(await organisations()).toMatchObject([{ id, registerNumber: 'W999000001' }]);
  });

  it('says of each row that cannot go in what to do, and imports the others', async () => {
    const taken = await registering({ name: 'Port', registerNumber: 'W999000002' });
    const other = await registering({ name: 'Autre' });
    const report = await importRows([
      JARDINS,
      { Name: 'Sans numéro' },
      { Name: 'Mauvaise clé', Register: 'siren', Number: '732829321' },
      { Name: 'Établissement', Register: 'siren', Number: '73282932000074' },
      { Name: 'Court', Number: 'W12' },
      { Name: 'Registre', Register: 'prefecture', Number: 'W999000003' },
      { Number: 'W999000004' },
      { Name: 'Inconnu', Id: systemIds.next(), Number: 'W999000005' },
      { Name: 'Pas un identifiant', Id: '12', Number: 'W999000006' },
      { Name: 'Autre', Id: other, Number: 'W999000002' },
      { Name: 'Antenne', Number: 'W999000002', Head: 'W999000001' },
      { Name: 'Antenne', Head: 'W999000077' },
      { Name: 'Antenne', Head: 'W1' },
      { Name: 'Antenne', Head: systemIds.next() },
    ]);
    expect(codes(report)).toEqual([
      '3 refused ORGANISATION_NUMBER_MISSING',
      '4 refused SIREN_INVALID',
      '5 refused SIRET_GIVEN',
      '6 refused RNA_INVALID',
      '7 refused VALUE_NOT_ALLOWED',
      '8 refused FIELD_MISSING',
      '9 refused ORGANISATION_NOT_FOUND_BY',
      '10 refused VALUE_NOT_ALLOWED',
      '11 refused ORGANISATION_EXISTS',
      '12 refused BRANCH_NUMBER_DIFFERS',
      '13 refused HEAD_NOT_FOUND',
      '14 refused RNA_INVALID',
      '15 refused HEAD_UNKNOWN',
    ]);
    expect(report).toMatchObject({ created: 1, refused: 13 });
    expect(report.rows[8]?.message).toContain(taken);
    expect((await organisations()).map(({ name }) => name)).toEqual(['Autre', 'Les Jardins du Canal', 'Port']);
  });

  it('takes the rows of one number for one organisation only where they agree', async () => {
    const known = await registering({ name: 'Port', registerNumber: 'W999000002' });
    const again = { ...PORT, Name: 'Port', Id: known };
    const report = await importRows([
      JARDINS,
      { ...JARDINS, Name: 'Les  Jardins du Canal', Number: 'W 999 000 001' },
      PORT,
      again,
      { Name: 'Antenne', Head: 'W999000002' },
      { Name: 'A', Number: 'W999000003' },
      { Name: 'B', Number: 'W999000003' },
      { Name: 'Antenne de A', Head: 'W999000003' },
    ]);
    expect(codes(report)).toEqual([
      '3 duplicate',
      '4 refused ORGANISATION_TWICE',
      '5 refused ORGANISATION_TWICE',
      '7 refused ORGANISATION_TWICE',
      '8 refused ORGANISATION_TWICE',
      '9 refused HEAD_NOT_ENTERED',
    ]);
    expect(report.rows[1]?.message).toContain('Lines 4, 5');
  });

  it('writes nothing on a dry run, and foresees what the run does', async () => {
    await importRows([JARDINS]);
    const before = await lastPosition();
    const rows = [
      { ...JARDINS, Department: '75' },
      PORT,
      { Name: 'Antenne', Head: 'W999000002' },
      { Name: 'Sans numéro' },
    ];
    const dry = await importRows(rows, { dryRun: true });
    expect(await lastPosition()).toBe(before);
    expect(dry).toMatchObject({ dryRun: true, created: 2, revised: 1, refused: 1 });
    expect(dry.firstRows[1]).toMatchObject({
      line: 3,
      stored: { name: 'La Ressourcerie', registerNumber: 'W999000002' },
    });
    const real = await importRows(rows);
    expect({ ...dry, dryRun: false, firstRows: [] }).toEqual(real);
    expect((await organisations()).map(({ id }) => id)).toContain(dry.firstRows[1]?.stored['id']);
  });

  it('shares the work with another import of the same file', async () => {
    const rows = Array.from({ length: 40 }, (_, index): Cells => ({
      Name: `N${index}`,
      Number: `W9990${10_000 + index}`,
    }));
    const reports = await Promise.all([importRows(rows), importRows(rows)]);
    const sum = (of: (report: ImportReport) => number) => reports.map(of).reduce((one, other) => one + other);
    expect([sum(({ created }) => created), sum(({ unchanged }) => unchanged)]).toEqual([40, 40]);
    expect(await organisations()).toHaveLength(40);
  });

  it('does not open a closed one again', async () => {
    const id = await registering({ name: 'Jardins', registerNumber: 'W999000001' });
    await made(Object.assign(new CloseOrganisation(), { closedOn: '2026-01-01' }), id);
    expect(codes(await importRows([JARDINS]))).toEqual(['2 refused ORGANISATION_ALREADY_CLOSED']);
  });

  it.each(['employee', 'auditor', 'organisation'] as const)('is refused to the role %s as a whole', async (role) => {
    await expect(importRows([JARDINS], { role })).rejects.toThrow('DIRECTORY_COMPANY_ONLY');
  });
});

describe('a branch', () => {
  const BRANCH: Cells = { Name: 'Jardins de Lyon', Head: 'W 999000001', Department: '69' };

  it('goes in after its head, wherever it stands, and is found again by its head and name', async () => {
    expect(await importRows([BRANCH, JARDINS])).toMatchObject({ created: 2, refused: 0 });
    const [branch, head] = await organisations().then(
      (all) => [all.find(({ branchOf }) => branchOf !== null), all.find(({ branchOf }) => branchOf === null)] as const,
    );
    expect([branch?.name, branch?.branchOf]).toEqual(['Jardins de Lyon', head?.id]);
    const before = await lastPosition();
    expect(await importRows([{ ...BRANCH, Number: 'W999000001' }, JARDINS])).toMatchObject({ unchanged: 2 });
    expect(await lastPosition()).toBe(before);
    expect(await importRows([{ ...BRANCH, Head: head!.id, Department: '42' }])).toMatchObject({ revised: 1 });
    expect(await organisations()).toHaveLength(2);
  });

  it('is neither made of an entry that is none, nor unmade: two people do that', async () => {
    const head = await registering({ name: 'Jardins', registerNumber: 'W999000001' });
    const alone = await registering({ name: 'Lyon' });
    const branch = await registering({ name: 'Lille', branchOf: head });
    const report = await importRows([
      { Id: alone, Name: 'Lyon', Head: head },
      { Id: branch, Name: 'Lille' },
      { Name: 'Lens', Head: branch },
    ]);
    expect(codes(report)).toEqual(['2 refused BRANCH_FIXED', '3 refused BRANCH_FIXED', '4 refused HEAD_IS_BRANCH']);
    expect(report.rows[0]?.message).toContain('two people');
  });

  it('is told by its id where the head has two of one name', async () => {
    const head = await registering({ name: 'Jardins', registerNumber: 'W999000001' });
    const [one] = [
      await registering({ name: 'Lyon', branchOf: head }),
      await registering({ name: 'Lyon', branchOf: head }),
    ];
    const row = { Name: 'Lyon', Head: head, Department: '69' };
    const report = await importRows([row]);
    expect(codes(report)).toEqual(['2 refused BRANCH_OF_SEVERAL']);
    expect(report.rows[0]?.message).toContain(one);
    expect(await importRows([{ ...row, Id: one }])).toMatchObject({ revised: 1 });
  });
});

describe('importing needs of organisations with a number', () => {
  /** The organisation of each need of the tenant. */
  async function organisationsOfNeeds(): Promise<Readonly<Record<string, Uuid>>> {
    const found: Record<string, Uuid> = {};
    for await (const page of engine.stores.events.readAll(null)) {
      for (const { envelope } of page) {
        if (!envelope.stream.startsWith(`need-${tenant}.`)) continue;
        const ref = { category: 'need', tenant, id: envelope.stream.split('.')[1]! } as const;
        const state = (await engine.streams.load(ref)).state as Exclude<NeedState, { status: 'unknown' }>;
        found[state.title] = state.organisation;
      }
    }
    return found;
  }

  it('finds the one that the directory has, under whatever name and however the number is written', async () => {
    const id = await registering({ name: 'Les Jardins', registerNumber: 'W999000001' });
    const rows = ['1,Jardins du Canal,w999 000 001,Semer', '2,LES JARDINS,W999000001,Tailler'];
    expect(await needs(rows)).toMatchObject({ created: 2, refused: 0, organisations: 0 });
    expect(await organisationsOfNeeds()).toEqual({ Semer: id, Tailler: id });
    expect(await needs(rows)).toMatchObject({ unchanged: 2, organisations: 0 });
    expect(await organisations()).toMatchObject([{ id, name: 'Les Jardins' }]);
  });

  it('finds those of an import of organisations, and is found by it', async () => {
    await importRows([JARDINS]);
    await needs(['1,Jardins,W999000001,Semer', '2,Port,W999000002,Trier']);
    expect(await importRows([JARDINS, PORT])).toMatchObject({ created: 0, unchanged: 1, revised: 1 });
    expect(await needs(['1,Jardins,W999000001,Semer', '2,Port,W999000002,Trier'])).toMatchObject({ unchanged: 2 });
    expect(await organisations()).toHaveLength(2);
  });

  it('takes two of one name for two, in any order', async () => {
    const rows = ['1,Comité des fêtes,W999000001,Un', '2,Comité des fêtes,W999000002,Deux'];
    expect(await needs(rows)).toMatchObject({ created: 2, organisations: 2 });
    const byNeed = await organisationsOfNeeds();
    expect((await organisation(byNeed['Deux']!)).registerNumber).toBe('W999000002');
    expect(await needs([...rows].reverse())).toMatchObject({ unchanged: 2, organisations: 0, refused: 0 });
    const moved = await needs(['1,Comité des fêtes,W999000002,Un']);
    expect(codes(moved)).toEqual(['2 refused NEED_OF_ANOTHER_ORGANISATION']);
  });

  it('judges the number of every row', async () => {
    const report = await needs(['1,Jardins,W999000001,Semer', '2,Jardins,W99,Tailler']);
    expect(codes(report)).toEqual(['3 refused RNA_INVALID']);
  });

  it('leaves a need where it is when its file gives numbers later', async () => {
    await needs(['1,Jardins,,Semer']);
    const { Semer: first } = await organisationsOfNeeds();
    await importRows([JARDINS]);
    const rows = ['1,Jardins,W999000001,Semer', '2,Jardins,W999000001,Tailler'];
    expect(await needs(rows)).toMatchObject({ created: 1, unchanged: 1, refused: 0, organisations: 0 });
    const { Semer, Tailler } = await organisationsOfNeeds();
    expect([Semer === first, Tailler === first]).toEqual([true, false]);
  });
});

describe('a number that was given up', () => {
  /** Registers the row, then gives its entry another number. */
  async function givenUp(): Promise<Uuid> {
    await importRows([JARDINS]);
    const [entry] = await organisations();
    const renumbered = { name: 'Jardins', register: 'rna', registerNumber: 'W999000009' };
    return made(Object.assign(new ReviseOrganisation(), renumbered), entry!.id);
  }

  /** Claims a number for an entry whose process dies before it is registered. */
  async function claimedAlone(id: Uuid, registerNumber: string): Promise<void> {
    const { stores, sealer } = engine;
    const killed = new Error('killed');
    const store: EventStore = {
      ...stores.events,
      append: (stream, drafts, head) =>
        stream.startsWith('organisation') ? Promise.reject(killed) : stores.events.append(stream, drafts, head),
    };
    const hashes = stores.records.uniqueHashes;
    const told = { policies: commandPolicies, telemetry: noTelemetry };
    const ports = { clock: systemClock, ids: systemIds, deciders, hashes, tenantProfile, ...told };
    const command = Object.assign(new RegisterOrganisation(), { id, name: 'Port', register: 'rna', registerNumber });
    const context = { caller: caller(), target: null, commandId: systemIds.next(), correlationId: systemIds.next() };
    await expect(openWriteSide({ store, sealer, ...ports }).handler.handle(command, context)).rejects.toThrow(killed);
  }

  it('is refused until it is free, and never finds the entry that had it', async () => {
    const id = await givenUp();
    expect(codes(await importRows([JARDINS]))).toEqual(['2 refused ORGANISATION_EXISTS']);
    expect(codes(await needs(['1,Les Jardins,W999000001,Semer']))).toEqual(['2 refused ORGANISATION_EXISTS']);
    expect(await organisations()).toMatchObject([{ id, name: 'Jardins', registerNumber: 'W999000009' }]);
  });

  it('is refused as well while its entry has no number, and while an entry has only claimed it', async () => {
    const id = await registering({ name: 'Jardins', registerNumber: 'W999000001' });
    await made(Object.assign(new ReviseOrganisation(), { name: 'Jardins', register: 'rna', registerNumber: null }), id);
    const report = await needs(['1,Les Jardins,W999000001,Semer']);
    expect(codes(report)).toEqual(['2 refused ORGANISATION_EXISTS']);
    expect(report.rows[0]?.message).toContain('try again');
    expect(codes(await importRows([JARDINS]))).toEqual(['2 refused ORGANISATION_EXISTS']);

    const dying = systemIds.next();
    await claimedAlone(dying, 'W999000002');
    expect(codes(await needs(['1,Port,W999000002,Trier']))).toEqual(['2 refused ORGANISATION_EXISTS']);
    expect((await organisations()).map(({ id }) => id)).toEqual([id]);
  });

  it('then makes a new entry, and the same one again', async () => {
    const withoutViews = engine;
    const config = readConfig({ JALON_DATA_DIR: join(folder, 'swept'), JALON_KEYS_DIR: join(folder, 'swept-keys') });
    engine = await openEngine(config, { claimDelayMs: 0, readFile: readHere });
    try {
      await openTenant(engine, systemIds, { tenant, zone: 'Europe/Paris', language: 'fr', mode: 'production' });
      const id = await givenUp();
      await until(async () => (await engine.health()).caughtUp);
      await engine.sweeper.sweep();
      expect(await importRows([JARDINS])).toMatchObject({ created: 1, refused: 0 });
      expect(await importRows([JARDINS])).toMatchObject({ unchanged: 1 });
      expect(await organisation(id)).toMatchObject({ name: 'Jardins', registerNumber: 'W999000009' });
      expect(await organisations()).toHaveLength(2);
    } finally {
      await engine.close();
      engine = withoutViews;
    }
  });
});
