import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemIds, type CommandContext, type Outcome } from '@jalon/application';
import {
  CloseEmployer,
  RegisterEmployer,
  RegisterOrganisation,
  ReviseEmployer,
  ReviseOrganisation,
} from '@jalon/directory';
import type { Caller, Uuid } from '@jalon/kernel';
import { openEngine, readConfig, type Engine } from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'jalon-register-'));
const hr: Caller = { tenant: 'main', person: systemIds.next(), roles: ['hr'], organisation: null };
let engine: Engine;

beforeAll(async () => {
  const config = readConfig({ JALON_DATA_DIR: join(folder, 'data'), JALON_KEYS_DIR: join(folder, 'keys') });
  engine = await openEngine(config, { claimDelayMs: 0 });
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

function give(command: object, target: Uuid | null = null): Promise<Outcome> {
  const context: CommandContext = { caller: hr, target, commandId: systemIds.next(), correlationId: systemIds.next() };
  return engine.handler.handle(command, context);
}

const entry = (registerNumber: string | null, more: object = {}) => ({
  name: 'Les Jardins',
  register: 'rna',
  registerNumber,
  ...more,
});
const register = (registerNumber: string | null, more: object = {}) =>
  give(Object.assign(new RegisterOrganisation(), entry(registerNumber, more)));
const revise = (id: Uuid, registerNumber: string | null, more: object = {}) =>
  give(Object.assign(new ReviseOrganisation(), entry(registerNumber, more)), id);
const exists = (organisation: Uuid) => ({ rejection: { code: 'ORGANISATION_EXISTS', params: { organisation } } });

async function swept(): Promise<void> {
  while (!(await engine.health()).caughtUp) await new Promise((resolve) => setTimeout(resolve, 10));
  await engine.sweeper.sweep();
}

describe('a register number', () => {
  it('is one organisation’s, however it is spelt; a second registration says whose', async () => {
    const { id } = await register('W751000001');
    for (const spelling of ['w 75.100 0001', 'Ｗ７５１０００００１', 'W-751-000-001']) {
      await expect(register(spelling)).rejects.toMatchObject(exists(id));
    }
    await expect(register('W751000001', { branchOf: id })).resolves.toMatchObject({ created: true });
    await expect(register('BE751000001', { register: 'foreign' })).resolves.toMatchObject({ created: true });
    await expect(register('BE 751.000.001', { register: 'foreign' })).rejects.toMatchObject({
      rejection: { code: 'ORGANISATION_EXISTS' },
    });
    await expect(revise(id, 'W751000001', { name: 'Autre' })).resolves.toMatchObject({ created: false });
  });

  it('goes to one of many that are registered at the same moment', async () => {
    const tried = await Promise.allSettled(Array.from({ length: 12 }, () => register('W751000002')));
    const won = tried.filter(({ status }) => status === 'fulfilled');
    expect(won).toHaveLength(1);
    const [winner] = won as PromiseFulfilledResult<Outcome>[];
    for (const each of tried) {
      if (each.status === 'rejected') expect(each.reason).toMatchObject(exists(winner!.value.id));
    }
    // The attempts that lost left nothing behind.
    await swept();
    const { state } = await engine.streams.load({ category: 'register', tenant: 'main', id: 'rna-w751000002' });
    expect(Object.keys((state as { claims: object }).claims)).toEqual([`organisation-main.${winner!.value.id}#number`]);
  });

  it('is free again for another once its organisation has another number, or none', async () => {
    const { id: first } = await register('W751000003');
    await revise(first, 'W751000004');
    await expect(register('W751000004')).rejects.toMatchObject(exists(first));
    await swept();
    const { id: second } = await register('W751000003');
    await expect(revise(first, 'W751000003')).rejects.toMatchObject(exists(second));

    await revise(first, null);
    await swept();
    await expect(register('W751000004')).resolves.toMatchObject({ created: true });
  });
});

describe('the SIREN of an employer', () => {
  const employer = (siren: string | null) => give(Object.assign(new RegisterEmployer(), { name: 'Marceau', siren }));
  const taken = (id: Uuid) => ({ rejection: { code: 'EMPLOYER_EXISTS', params: { employer: id } } });

  it('goes to one of many that are registered at the same moment', async () => {
    const spellings = ['732829320', '732 829 320', '732.829.320', '７３２８２９３２０'];
    const tried = await Promise.allSettled(spellings.map((siren) => employer(siren)));
    const [winner, ...others] = tried.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(others).toEqual([]);
    for (const each of tried) if (each.status === 'rejected') expect(each.reason).toMatchObject(taken(winner!.id));
    await swept();
    const { state } = await engine.streams.load({ category: 'register', tenant: 'main', id: 'employer-732829320' });
    expect(Object.keys((state as { claims: object }).claims)).toEqual([`employer-main.${winner!.id}#number`]);
  });

  it('may be that of a non-profit, too, and of employers without one there are many', async () => {
    await employer('356000000');
    await expect(register('356000000', { register: 'siren' })).resolves.toMatchObject({ created: true });
    await expect(Promise.all([employer(null), employer(null)])).resolves.toHaveLength(2);
  });

  it('is free again once the employer has another, or is closed', async () => {
    const { id: first } = await employer('552100554');
    await give(Object.assign(new ReviseEmployer(), { name: 'Marceau', siren: '784671695' }), first);
    await swept();
    const { id: second } = await employer('552100554');
    await expect(employer('784671695')).rejects.toMatchObject(taken(first));
    await give(Object.assign(new CloseEmployer(), { closedOn: '2026-01-31' }), second);
    await swept();
    await expect(employer('552100554')).resolves.toMatchObject({ created: true });
  });
});
