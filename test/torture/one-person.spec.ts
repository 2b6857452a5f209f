import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { systemIds, type CommandContext, type Outcome } from '@jalon/application';
import { ConfirmPersonMerger, RegisterEmployer, RegisterPerson, RequestPersonMerger } from '@jalon/directory';
import type { Caller, Uuid } from '@jalon/kernel';
import { until } from '@jalon/testing';
import { openEngine, readConfig, type Engine } from '@jalon/engine';

const folder = mkdtempSync(join(tmpdir(), 'jalon-people-'));
const environment = { JALON_DATA_DIR: join(folder, 'data'), JALON_KEYS_DIR: join(folder, 'keys') };
const hr: Caller = { tenant: 'main', person: systemIds.next(), roles: ['hr'], organisation: null };
let engines: readonly [Engine, Engine];
let employer: Uuid;

beforeAll(async () => {
  const first = await openEngine(readConfig(environment), { claimDelayMs: 500 });
  engines = [first, await openEngine(readConfig(environment), { project: false })];
  employer = (await give(first, Object.assign(new RegisterEmployer(), { name: 'Ferrand SA' }))).id;
});
afterAll(async () => {
  for (const engine of engines) await engine.close();
  rmSync(folder, { recursive: true });
});

function give(engine: Engine, command: object, target: Uuid | null = null, caller = hr): Promise<Outcome> {
  const context: CommandContext = {
    caller,
    target,
    commandId: systemIds.next(),
    correlationId: systemIds.next(),
  };
  return engine.handler.handle(command, context);
}
const register = (engine: Engine, fields: object) =>
  give(
    engine,
    Object.assign(new RegisterPerson(), { givenName: 'Inès', familyName: 'Marchetti', employer, ...fields }),
  );

describe('two services', () => {
  it('register a staff number once, and say who has it', async () => {
    const tried = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        register(engines[index % 2]!, { staffNumber: index % 3 ? 'M-1' : 'm -1' }),
      ),
    );
    const [winner, ...others] = tried.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(others).toEqual([]);
    for (const each of tried)
      if (each.status === 'rejected') expect(each.reason).toMatchObject({ rejection: { code: 'PERSON_EXISTS' } });
    const key = { tenant: 'main', kind: 'staff-number', value: ' m-1' } as const;
    expect(await engines[1].personWith(key)).toBe(winner!.id);
  });

  it('free a value whose person is erased, also where the erasure was cut off', async () => {
    const [one, other] = engines;
    const { id } = await register(one, { email: 'one@example.org' });
    const [account, identity] = [
      { tenant: 'main', person: id },
      { issuer: 'https://id.example.org', subject: 'ines' },
    ];
    await one.stores.records.identities.link(identity, {
      ...{ ...account, id: systemIds.next() },
      ...{ how: 'administrator', by: null, at: Date.now() },
    });
    await other.stores.keys.destroy('main', id);
    expect(await one.stores.records.uniqueHashes.ofPerson(account)).toEqual([]);
    expect(await one.stores.records.identities.linksOf(identity)).toEqual([]);
    await register(one, { email: 'one@example.org' });
  });

  it('reserve for people from before, and list who shares something', async () => {
    const [one] = engines;
    const ids: Uuid[] = [];
    for (let index = 0; index < 2; index += 1) {
      ids.push((await register(one, { email: 'two@example.org' })).id);
      await one.stores.records.uniqueHashes.forget({ tenant: 'main', person: ids.at(-1)! });
    }
    await until(async () => (await one.health()).caughtUp);
    await one.upkeep(new AbortController().signal);
    const people = ids.toSorted();
    expect(await one.duplicates('main', 10)).toEqual([{ kind: 'email', scope: '', people }]);
  });
});

describe('two entries of one human', () => {
  const admin: Caller = { ...hr, person: systemIds.next(), roles: ['admin'] };
  const answer = (command: { actId: string }, request: Outcome) => Object.assign(command, { actId: request.part });

  it('are erased together, also those that were merged into one another in a row or a circle', async () => {
    const [one, other] = engines;
    const ids: Uuid[] = [];
    for (const number of ['E-1', 'E-2', 'E-3']) ids.push((await register(one, { staffNumber: number })).id);
    for (const [from, into] of [
      [0, 1],
      [1, 2],
    ] as const) {
      const request = await give(one, Object.assign(new RequestPersonMerger(), { into: ids[into] }), ids[from]);
      await expect(give(one, answer(new ConfirmPersonMerger(), request), ids[from])).rejects.toMatchObject({
        rejection: { code: 'SAME_PERSON_TWICE' },
      });
      await give(other, answer(new ConfirmPersonMerger(), request), ids[from], admin);
    }
    await until(async () => (await one.health()).caughtUp);
    await other.stores.keys.destroy('main', ids[2]!);
    for (const subject of ids) {
      expect(await one.stores.keys.existingKeyOf({ tenant: 'main', subject, purpose: 'identity' })).toBeNull();
      expect(await one.stores.records.uniqueHashes.ofPerson({ tenant: 'main', person: subject })).toEqual([]);
    }
  });

  it('are one person where an act needs two', async () => {
    const [one, other] = engines;
    const [subject, into] = [(await register(one, {})).id, (await register(one, {})).id];
    const [first, second] = [(await register(one, {})).id, (await register(one, {})).id];
    const as = (person: Uuid): Caller => ({ ...hr, person });
    const merging = await give(one, Object.assign(new RequestPersonMerger(), { into: second }), first);
    await give(one, answer(new ConfirmPersonMerger(), merging), first, admin);
    const request = await give(one, Object.assign(new RequestPersonMerger(), { into }), subject, as(first));
    const confirm = answer(new ConfirmPersonMerger(), request);
    await expect(give(other, confirm, subject, as(second))).rejects.toMatchObject({
      rejection: { code: 'SAME_PERSON_TWICE' },
    });
    await give(other, confirm, subject, admin);
  });
});

describe('a service that is killed between a reservation and its event', () => {
  it('keeps its value for a while only, and leaves no person behind', async () => {
    const [one] = engines;
    const [id, staffNumber] = [systemIds.next(), 'K-9'];
    const command = { id, givenName: 'Inès', familyName: 'Marchetti', employer, staffNumber };
    const context = { caller: hr, target: null, commandId: systemIds.next(), correlationId: systemIds.next() };
    const killed = spawn(process.execPath, ['test/support/run-typescript.cjs', 'test/torture/person.process.ts'], {
      env: { ...process.env, ...environment, GIVEN: JSON.stringify({ command, context }) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exit = once(killed, 'exit');
    const [told] = (await Promise.race([once(killed.stdout, 'data'), exit])) as [unknown];
    expect(String(told)).toBe('reserved\n');
    killed.kill('SIGKILL');
    await exit;

    expect(await one.stores.records.uniqueHashes.ofPerson({ tenant: 'main', person: id })).toHaveLength(1);
    const tried = () => register(one, { staffNumber }).catch(() => null);
    let registered: Outcome | null = null;
    await until(async () => (registered ??= await tried()) !== null);
    expect(await one.personWith({ tenant: 'main', kind: 'staff-number', value: staffNumber })).toBe(registered!['id']);
    const { state } = await one.streams.load({ category: 'person', tenant: 'main', id });
    expect(state).toEqual({ status: 'unknown' });
  });
});
