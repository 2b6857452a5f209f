import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandRefused, systemIds, type CommandContext, type Outcome } from '@jalon/application';
import {
  CloseOrganisation,
  ConfirmOrganisationMerger,
  ConfirmOrganisationSeparation,
  RegisterOrganisation,
  RequestOrganisationMerger,
  RequestOrganisationSeparation,
  ReviseOrganisation,
} from '@jalon/directory';
import type { Caller, Uuid } from '@jalon/kernel';
import { ListOrganisations } from '@jalon/read-models';
import { until } from '@jalon/testing';
import fc from 'fast-check';
import { openEngine, openTenant, readConfig, type Engine } from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'jalon-one-organisation-'));
const [HR, ADMIN, SPEAKER] = [systemIds.next(), systemIds.next(), systemIds.next()];
let engine: Engine;
let runs = 0;

beforeAll(async () => {
  const config = readConfig({ JALON_DATA_DIR: join(folder, 'data'), JALON_KEYS_DIR: join(folder, 'keys') });
  engine = await openEngine(config, { claimDelayMs: 0 });
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

/** What of an organisation says which body it is. */
interface Entry {
  readonly registerNumber: string | null;
  readonly branchOf: Uuid | null;
  readonly mergedInto: Uuid | null;
}

/** A tenant of its own, with what its organisations should be after the commands that were accepted. */
async function openWorld() {
  const tenant = `t${(runs += 1)}`;
  await openTenant(engine, systemIds, { tenant, zone: 'Europe/Paris', language: 'fr', mode: 'production' });
  const as = (person: Uuid, role: Caller['roles'][number], organisation: Uuid | null = null): Caller => ({
    ...{ tenant, person, roles: [role], organisation },
  });
  return {
    tenant,
    hr: as(HR, 'hr'),
    admin: as(ADMIN, 'admin'),
    speaker: (organisation: Uuid) => as(SPEAKER, 'organisation', organisation),
    ids: [] as Uuid[],
    entries: new Map<Uuid, Entry>(),
  };
}
type World = Awaited<ReturnType<typeof openWorld>>;

/** Null where the command is refused; other errors are thrown. */
async function give(caller: Caller, command: object, target: Uuid | null = null): Promise<Outcome | null> {
  const context: CommandContext = { caller, target, commandId: systemIds.next(), correlationId: systemIds.next() };
  try {
    return await engine.handler.handle(command, context);
  } catch (error) {
    if (error instanceof CommandRefused) return null;
    throw error;
  }
}

async function stored(world: World): Promise<ReadonlyMap<Uuid, Entry>> {
  const handler = engine.queries.find(({ query }) => query === ListOrganisations)!;
  const query = Object.assign(new ListOrganisations(), { limit: 200 });
  const { items } = (await handler.answer(query, { caller: world.hr })) as {
    readonly items: readonly (Entry & { readonly id: Uuid })[];
  };
  return new Map(
    items.map(({ id, registerNumber, branchOf, mergedInto }) => [id, { registerNumber, branchOf, mergedInto }]),
  );
}

async function swept(): Promise<void> {
  await until(async () => (await engine.health()).caughtUp);
  await engine.sweeper.sweep();
}

const NUMBERS = ['W751000001', 'W751000002', 'W751000003'];
const spelling = (number: string, how: number) =>
  [number, number.toLowerCase(), Array.from(number).join(' '), `${number.slice(0, 4)}.${number.slice(4)}`][how]!;

const number = fc.constantFrom(...NUMBERS);
const how = fc.nat({ max: 3 });
const which = fc.nat({ max: 5 });
const role = fc.constantFrom('company' as const, 'itself' as const);
const commands = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        what: fc.constant('register' as const),
        number: fc.option(number, { freq: 1 }),
        how,
        head: fc.option(which),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record(
        {
          what: fc.constant('revise' as const),
          which,
          role,
          how,
          // Left out, null or given: three things.
          number: fc.option(number),
          head: fc.option(which),
        },
        { requiredKeys: ['what', 'which', 'role', 'how'] },
      ),
    },
    { weight: 3, arbitrary: fc.record({ what: fc.constant('merge' as const), which, into: which }) },
    { weight: 2, arbitrary: fc.record({ what: fc.constant('merge both ways' as const), which, into: which }) },
    { weight: 3, arbitrary: fc.record({ what: fc.constant('separate' as const), which }) },
    fc.record({ what: fc.constant('close' as const), which }),
    fc.record({ what: fc.constant('sweep' as const) }),
  ),
  { minLength: 6, maxLength: 16 },
);
type Given = (typeof commands extends fc.Arbitrary<(infer One)[]> ? One : never) & object;

/** Gives one command, and says in the model what it should have changed. */
async function take(world: World, given: Given): Promise<void> {
  const { ids, entries, hr, admin } = world;
  const at = (index: number) => (ids.length === 0 ? undefined : ids[index % ids.length]);
  const change = (id: Uuid, changed: Partial<Entry>) => entries.set(id, { ...entries.get(id)!, ...changed });
  const both = async (id: Uuid, request: object, confirm: object): Promise<Outcome | null> => {
    const requested = await give(hr, request, id);
    if (!requested) return null;
    const answer = Object.assign(confirm, { actId: requested.part });
    // The same person again never counts as the second.
    expect(await give(hr, answer, id)).toBeNull();
    return give(admin, answer, id);
  };

  switch (given.what) {
    case 'register': {
      const branchOf = given.head === null ? null : (at(given.head) ?? null);
      const registerNumber = given.number && spelling(given.number, given.how);
      const entry = { name: 'Le Lien', register: 'rna', registerNumber, branchOf };
      const outcome = await give(hr, Object.assign(new RegisterOrganisation(), entry));
      if (!outcome) return;
      ids.push(outcome.id);
      const held = branchOf === null ? given.number : null;
      entries.set(outcome.id, { registerNumber: held, branchOf, mergedInto: null });
      return;
    }
    case 'revise': {
      const id = at(given.which);
      if (id === undefined) return;
      const { registerNumber: before, branchOf } = entries.get(id)!;
      const entry = {
        name: 'Le Lien',
        register: 'rna',
        ...('number' in given && { registerNumber: given.number && spelling(given.number, given.how) }),
        ...('head' in given && { branchOf: given.head === null ? null : at(given.head) }),
      };
      const caller = given.role === 'company' ? hr : world.speaker(id);
      const outcome = await give(caller, Object.assign(new ReviseOrganisation(), entry), id);
      if (!outcome) return;
      if ('branchOf' in entry) expect(entry.branchOf).toBe(branchOf);
      const after = branchOf === null && given.number !== undefined ? given.number : before;
      if (given.role === 'itself') expect(after).toBe(before);
      change(id, { registerNumber: after });
      return;
    }
    case 'merge': {
      const [id, into] = [at(given.which), at(given.into)];
      if (id === undefined || into === undefined) return;
      const request = Object.assign(new RequestOrganisationMerger(), { into });
      if (await both(id, request, new ConfirmOrganisationMerger())) change(id, { mergedInto: into });
      return;
    }
    case 'merge both ways': {
      const [one, other] = [at(given.which), at(given.into)];
      if (one === undefined || other === undefined) return;
      const request = (id: Uuid, into: Uuid) => give(hr, Object.assign(new RequestOrganisationMerger(), { into }), id);
      const confirm = async (id: Uuid, into: Uuid, requested: Outcome | null) => {
        if (!requested) return;
        const command = Object.assign(new ConfirmOrganisationMerger(), { actId: requested.part });
        if (await give(admin, command, id)) change(id, { mergedInto: into });
      };
      const [first, second] = [await request(one, other), await request(other, one)];
      await confirm(one, other, first);
      await confirm(other, one, second);
      return;
    }
    case 'separate': {
      const id = at(given.which);
      if (id === undefined) return;
      const { mergedInto } = entries.get(id)!;
      if (!(await both(id, new RequestOrganisationSeparation(), new ConfirmOrganisationSeparation()))) return;
      change(id, mergedInto === null ? { branchOf: null } : { mergedInto: null });
      return;
    }
    case 'close': {
      const id = at(given.which);
      if (id !== undefined) await give(hr, Object.assign(new CloseOrganisation(), { closedOn: '2026-01-31' }), id);
      return;
    }
    case 'sweep':
      return swept();
  }
}

describe('organisations, whatever is registered, revised, merged and separated', () => {
  it('never share a number, never are branches in a row or a circle, and are linked as was said', async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (given) => {
        const world = await openWorld();
        for (const command of given) await take(world, command);
        await until(async () => (await engine.health()).caughtUp);

        const now = await stored(world);
        expect(now).toEqual(world.entries);
        const numbers = [...now.values()].flatMap(({ registerNumber }) => registerNumber ?? []);
        expect(new Set(numbers).size).toBe(numbers.length);
        for (const [id, { registerNumber, branchOf, mergedInto }] of now) {
          // One separation parts two entries: they name each other in one direction at most.
          for (const other of [branchOf, mergedInto]) {
            const { branchOf: head, mergedInto: into } = (other && now.get(other)) || {};
            expect([head, into]).not.toContain(id);
          }
          if (branchOf === null) continue;
          expect(registerNumber).toBeNull();
          expect(now.get(branchOf)?.branchOf).toBeNull();
        }
      }),
      { numRuns: 30 },
    );
  });
});
