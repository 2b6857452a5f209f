import { commandPolicies } from '@jalon/access';
import {
  directoryEvents,
  employerDecider,
  normalisedOfPerson,
  OpenTenant,
  organisationDecider,
  personDecider,
  RecordDeparture,
  RegisterEmployer,
  RegisterPerson,
  RevisePerson,
  tenantDecider,
  type PersonEntry,
  type PersonState,
  type TenantState,
} from '@jalon/directory';
import { createEventRegistry } from '@jalon/event-store';
import { createMemoryEventStore } from '@jalon/event-store/memory';
import { noTelemetry, StoreUnavailable, type EventStore, type UniqueHashes } from '@jalon/ports';
import type { Caller, Instant, Uuid } from '@jalon/kernel';
import { sealer } from '@jalon/privacy';
import { memoryKeyStore } from '@jalon/privacy/memory';
import { memoryUniqueHashes } from '@jalon/record-store/memory';
import fc from 'fast-check';
import { systemIds, systemRandom } from '../system.js';
import { openWriteSide, type WriteSide } from '../write-side.js';
import { CommandRefused } from '../commands/command-errors.js';
import { erasingKeys } from '../erasures.js';
import { duplicatesIn, upkeepUnique } from './unique-upkeep.js';
import { holdersOf, onlyHolderOf, reserveUnique } from './unique-values.js';

const HR: Uuid = 'ada00000-0000-4000-8000-000000000001';
const caller: Caller = { tenant: 'main', person: HR, roles: ['hr', 'admin'], organisation: null };
const deciders = [tenantDecider, employerDecider, organisationDecider, personDecider];
const context = (target: Uuid | null) => ({
  caller,
  target,
  commandId: systemIds.next(),
  correlationId: systemIds.next(),
});

/** What happens to a process at one of its calls: it dies before, after, or waits for the others. */
type Fate = (call: 'reserve' | 'append') => Promise<void> | void;

async function openWorld() {
  const store = createMemoryEventStore({ registry: createEventRegistry(directoryEvents) });
  const keys = memoryKeyStore(systemRandom);
  const hashes = memoryUniqueHashes();
  const sealed = sealer({ keys, random: systemRandom });
  let now: Instant = '2026-03-02T09:00:00.000Z';
  const clock = { now: () => now };

  function process(before: Fate = () => undefined): WriteSide {
    const withFate: EventStore = {
      ...store,
      async append(stream, drafts, head) {
        if (stream.startsWith('person')) await before('append');
        return store.append(stream, drafts, head);
      },
    };
    const reserving: UniqueHashes = {
      ...hashes,
      async reserve(by, values, voided) {
        const inTheWay = await hashes.reserve(by, values, voided);
        await before('reserve');
        return inTheWay;
      },
    };
    return openWriteSide({
      store: withFate,
      sealer: sealed,
      clock,
      ids: systemIds,
      deciders,
      policies: commandPolicies,
      hashes: reserving,
      tenantProfile: (state) => ((state as TenantState).status === 'open' ? (state as never) : null),
      telemetry: noTelemetry,
    });
  }

  const hr = process();
  const settings = { zone: 'Europe/Paris', language: 'fr', mode: 'production', operator: HR };
  await hr.handler.handle(Object.assign(new OpenTenant(), settings), context(null));
  const employer = async (name: string) =>
    (await hr.handler.handle(Object.assign(new RegisterEmployer(), { name }), context(null))).id;
  const [ferrand, sirius] = [await employer('Ferrand SA'), await employer('Sirius')];
  const ports = { streams: hr.streams, tenants: hr.tenants, sealer: sealed, clock, hashes, keys };
  return {
    ports,
    store,
    keys: erasingKeys({
      keys,
      records: { forget: async ([account]) => hashes.forget(account!) },
      entriesOf: async (_tenant, person) => [person],
    }),
    hashes,
    process,
    hr,
    ferrand,
    sirius,
    later: (ms: number) => {
      now = new Date(Date.parse(now) + ms).toISOString();
    },
    find: (value: string, kind = 'email', scope?: string) =>
      holdersOf(ports, {
        tenant: 'main',
        kind,
        value: normalisedOfPerson(kind as 'email', value),
        ...(scope && { scope }),
      }),
    opened: async (id: Uuid) => {
      const { state } = await hr.streams.load({ category: 'person', tenant: 'main', id });
      const person = state as PersonState;
      if (person.status !== 'registered') return null;
      const open = async (field: typeof person.email) => {
        const found = field && (await sealed.open<string>(field as never));
        return found && found !== 'erased' ? found.value : null;
      };
      return { employer: person.employer, email: await open(person.email), number: await open(person.staffNumber) };
    },
  };
}
type World = Awaited<ReturnType<typeof openWorld>>;

type Entry = Partial<PersonEntry> & { readonly id?: Uuid };
const entry = (fields: Entry) => ({ givenName: 'Inès', familyName: 'Marchetti', ...fields });
const register = ({ handler }: WriteSide, fields: Entry) =>
  handler.handle(Object.assign(new RegisterPerson(), entry(fields)), context(null));
const revise = ({ handler }: WriteSide, id: Uuid, fields: Entry) =>
  handler.handle(Object.assign(new RevisePerson(), entry(fields)), context(id));
const depart = ({ handler }: WriteSide, id: Uuid) =>
  handler.handle(Object.assign(new RecordDeparture(), { leftOn: '2026-02-01' }), context(id));
const exists = (person: Uuid, field: string) => ({ rejection: { code: 'PERSON_EXISTS', params: { person, field } } });
const killed = new StoreUnavailable('killed');

describe('what only one person may have', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld();
  });

  it('is a staff number at an employer, however it is spelt; the refusal says whose', async () => {
    const { hr, ferrand, sirius } = world;
    const { id } = await register(hr, { employer: ferrand, staffNumber: 'M-20417' });
    for (const staffNumber of ['m-20417', ' M - 20417', 'Ｍ-20417'])
      await expect(register(hr, { employer: ferrand, staffNumber })).rejects.toMatchObject(exists(id, 'staffNumber'));
    await expect(register(hr, { employer: sirius, staffNumber: 'M-20417' })).resolves.toMatchObject({ created: true });
    await expect(register(hr, { staffNumber: 'M-20417' })).resolves.toMatchObject({ created: true });
  });

  it('is the e-mail address of an employee in the tenant, and not the mailbox of an organisation', async () => {
    const { hr, ferrand, sirius } = world;
    const { id } = await register(hr, { employer: ferrand, email: 'Ines@Example.org' });
    for (const employer of [ferrand, sirius, null])
      await expect(register(hr, { employer, email: 'ines@example.ORG' })).rejects.toMatchObject(exists(id, 'email'));
    const shared = { email: 'contact@lien.example' };
    const first = await register(hr, shared);
    await expect(register(hr, shared)).resolves.toMatchObject({ created: true });
    await expect(register(hr, { ...shared, employer: ferrand })).rejects.toMatchObject({
      rejection: { code: 'PERSON_EXISTS' },
    });
    expect(await world.find('CONTACT@lien.example')).toHaveLength(2);
    await expect(revise(hr, first.id, { ...shared, employer: ferrand })).rejects.toBeInstanceOf(CommandRefused);
  });

  it('is refused when a revision brings it, and free once another has given it up, or left', async () => {
    const { hr, ferrand } = world;
    const one = { employer: ferrand, staffNumber: '1', email: 'one@example.org' };
    const { id: first } = await register(hr, one);
    const { id: second } = await register(hr, { employer: ferrand, staffNumber: '2' });
    const wanted = { ...one, email: null };
    await expect(revise(hr, second, wanted)).rejects.toMatchObject(exists(first, 'staffNumber'));
    await revise(hr, first, { ...one, staffNumber: '3' });
    await revise(hr, second, wanted);
    expect(await world.find('1', 'staff-number')).toEqual([second]);
    await expect(revise(hr, first, one)).rejects.toMatchObject(exists(second, 'staffNumber'));
    await depart(hr, first);
    expect(await world.hashes.ofPerson({ tenant: 'main', person: first })).toEqual([]);
    await register(hr, { employer: ferrand, email: one.email });
  });

  it('is all or nothing: a refusal reserves none of the other values', async () => {
    const { hr, ferrand } = world;
    await register(hr, { employer: ferrand, email: 'one@example.org' });
    await expect(register(hr, { employer: ferrand, email: 'one@example.org', staffNumber: '9' })).rejects.toMatchObject(
      { rejection: { code: 'PERSON_EXISTS' } },
    );
    await register(hr, { employer: ferrand, email: 'two@example.org', staffNumber: '9' });
  });

  it('goes to one of many who are registered at once', async () => {
    const { ferrand, process } = world;
    const tried = await Promise.allSettled(
      Array.from({ length: 8 }, () => register(process(), { employer: ferrand, staffNumber: '7' })),
    );
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is free again after a crash between reservation and event, and the dead process cannot come back', async () => {
    const { hr, ferrand, process } = world;
    let wake: (() => void) | undefined;
    const frozen = register(
      process((call) => (call === 'append' ? new Promise<void>((resolve) => (wake = resolve)) : undefined)),
      { employer: ferrand, staffNumber: '5' },
    );
    const lost = frozen.catch((error: unknown) => error);
    while (!wake) await new Promise((resolve) => setImmediate(resolve));
    await expect(register(hr, { employer: ferrand, staffNumber: '5' })).rejects.toBeInstanceOf(CommandRefused);
    world.later(11_000);
    const { id } = await register(hr, { employer: ferrand, staffNumber: '5' });
    wake();
    expect(await lost).toMatchObject(exists(id, 'staffNumber'));
    expect(await world.find('5', 'staff-number', ferrand)).toEqual([id]);
  });

  it('is kept where the process died after its event', async () => {
    const { hr, ferrand, process, store } = world;
    const dying = process();
    const id = systemIds.next();
    await register(dying, { id, employer: ferrand, staffNumber: '6' });
    world.later(60_000);
    await expect(register(hr, { employer: ferrand, staffNumber: '6' })).rejects.toMatchObject(
      exists(id, 'staffNumber'),
    );
    const events: string[] = [];
    for await (const { envelope } of store.readStream(`person-main.${id}`)) events.push(envelope.type);
    expect(events).toEqual(['PersonRegistered']);
  });

  it('is ended where the event could not be stored for another reason', async () => {
    const { hr, ferrand, process } = world;
    const failing = process((call) => {
      if (call === 'append') throw new Error('no room');
    });
    await expect(register(failing, { employer: ferrand, staffNumber: '8' })).rejects.toThrow('no room');
    world.later(11_000);
    await register(hr, { employer: ferrand, staffNumber: '8' });
  });

  it('dies with the keys of its person', async () => {
    const { hr, ferrand, keys } = world;
    const { id } = await register(hr, { employer: ferrand, staffNumber: '4', email: 'four@example.org' });
    await keys.destroy('main', id);
    expect(await world.hashes.ofPerson({ tenant: 'main', person: id })).toEqual([]);
    expect(await world.find('four@example.org')).toEqual([]);
    await register(hr, { employer: ferrand, staffNumber: '4', email: 'four@example.org' });
  });

  it('does not keep an entry from being revised that shared it before', async () => {
    const { hr, ferrand, hashes } = world;
    const both = { employer: ferrand, staffNumber: '1' };
    const { id: first } = await register(hr, both);
    // As it was before values were reserved.
    await hashes.forget({ tenant: 'main', person: first });
    const { id: second } = await register(hr, both);
    await revise(hr, first, { ...both, familyName: 'Marchetti-Roy' });
    expect(await world.find('1', 'staff-number')).toEqual([first, second].sort());
    expect(await hashes.shared('main', 10)).toMatchObject([[{}, {}]]);
    await expect(register(hr, both)).rejects.toMatchObject({ rejection: { code: 'PERSON_EXISTS' } });
  });
});

describe('the upkeep of reservations', () => {
  /** The directory's view, as far as the upkeep reads it. */
  const viewOf = (people: readonly { readonly id: Uuid; readonly email: string | null }[]) =>
    ({
      tenantsIn: async () => ['main'],
      read: async (work: (reader: object) => Promise<unknown>) =>
        work({
          rows: async (_table: string, { after, limit }: { after?: readonly string[]; limit: number }) =>
            people
              .map((person) => ({ ...person, staffNumber: null }))
              .filter(({ id }) => after === undefined || id > after[0]!)
              .slice(0, limit),
        }),
    }) as never;

  it('reserves for people who have nothing reserved, and lists who shares something', async () => {
    const world = await openWorld();
    const { hr, ferrand, ports } = world;
    const ids: Uuid[] = [];
    for (let index = 0; index < 3; index += 1) {
      const email = index === 2 ? 'other@example.org' : 'same@example.org';
      ids.push((await register(hr, { employer: ferrand, email })).id);
      // As it was before values were reserved.
      await world.hashes.forget({ tenant: 'main', person: ids.at(-1)! });
    }
    const views = viewOf(ids.toSorted().map((id) => ({ id, email: 'sealed' })));
    const stopped = AbortSignal.abort();
    await upkeepUnique({ ...ports, views, signal: stopped });
    expect(await world.find('other@example.org')).toEqual([]);
    await upkeepUnique({ ...ports, views });
    await upkeepUnique({ ...ports, views });
    expect(await world.find('other@example.org')).toEqual([ids[2]]);
    const sharing = ids.slice(0, 2).toSorted();
    expect(await duplicatesIn(ports, 'main', 10)).toEqual([{ kind: 'email', scope: '', people: sharing }]);
    const keyOf = (value: string) => ({ tenant: 'main', kind: 'email', value });
    expect(await onlyHolderOf(ports, keyOf('other@example.org'))).toBe(ids[2]);
    expect(await onlyHolderOf(ports, keyOf('same@example.org'))).toBeNull();
    expect(await onlyHolderOf(ports, keyOf('nobody@example.org'))).toBeNull();

    await depart(hr, ids[0]!);
    expect(await duplicatesIn(ports, 'main', 10)).toEqual([]);
  });

  it('reserves what was recorded after the backup from which the record store was put back', async () => {
    const world = await openWorld();
    const { hr, ferrand, ports, hashes } = world;
    const { id } = await register(hr, { employer: ferrand, email: 'old@example.org', staffNumber: '1' });
    const account = { tenant: 'main', person: id };
    const backedUp = await hashes.ofPerson(account);
    await revise(hr, id, { employer: ferrand, email: 'new@example.org', staffNumber: '1' });
    await hashes.forget(account);
    for (const { hash: value, ...row } of backedUp) await hashes.reserve(row, [{ ...row, value, held: true }], []);
    expect(await world.find('new@example.org')).toEqual([]);

    await upkeepUnique({ ...ports, views: viewOf([]) });
    expect(await world.find('new@example.org')).toEqual([id]);
    expect(await world.find('1', 'staff-number', ferrand)).toEqual([id]);
    expect(await hashes.ofPerson(account)).toHaveLength(2);
    const taken = register(hr, { employer: ferrand, email: 'new@example.org' });
    await expect(taken).rejects.toMatchObject(exists(id, 'email'));
    await register(hr, { employer: ferrand, email: 'old@example.org' });
  });

  it('keeps what a command under way has reserved for somebody', async () => {
    const world = await openWorld();
    const { hr, ferrand, ports, hashes } = world;
    const { id } = await register(hr, { employer: ferrand, email: 'one@example.org' });
    const stream = await hr.streams.load({ category: 'person', tenant: 'main', id });
    const value = { kind: 'email', scope: '', exclusive: true, held: false, value: 'two@example.org' };
    await reserveUnique(ports, stream, [value], { steps: HR, causationId: HR, correlationId: HR });
    await upkeepUnique({ ...ports, views: viewOf([]) });
    expect(await hashes.ofPerson({ tenant: 'main', person: id })).toHaveLength(2);
  });

  it('ends what is reserved for people without keys, and not what a command under way reserved', async () => {
    const world = await openWorld();
    const { hr, ferrand, ports, hashes } = world;
    const { id } = await register(hr, { employer: ferrand, email: 'one@example.org' });
    const [held] = await hashes.ofPerson({ tenant: 'main', person: id });
    await world.keys.destroy('main', id);
    // The record store was put back from before the erasure.
    const value = { kind: 'email', scope: '', exclusive: true, held: false, value: 'one@example.org' };
    await hashes.reserve(held!, [value], []);
    const stream = await hr.streams.load({ category: 'person', tenant: 'main', id: systemIds.next() });
    const cause = { steps: HR, causationId: HR, correlationId: HR };
    await reserveUnique(ports, stream, [{ ...value, value: 'two@example.org' }], cause);

    await upkeepUnique({ ...ports, views: viewOf([]) });
    const left = () => hashes.people(null, 10);
    expect(await left()).toEqual([{ tenant: 'main', person: stream.parts.id }]);
    world.later(11_000);
    await upkeepUnique({ ...ports, views: viewOf([]) });
    expect(await left()).toEqual([]);
  });
});

describe('whatever two processes do, and wherever they die', () => {
  const number = fc.constantFrom('1', '2');
  const email = fc.constantFrom('a@x.example', 'b@x.example', null);
  const which = fc.nat({ max: 3 });
  const fate = fc.constantFrom('goes on', 'goes on', 'dies before', 'dies after reserving', 'waits');
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('register' as const), number, email, fate }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('revise' as const), which, number, email, fate }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('depart' as const), which, fate }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('time passes' as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('all go on' as const) }) },
  );

  it('no two registered people have one staff number at an employer, or one e-mail address', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), async (steps) => {
        const world = await openWorld();
        const { ferrand } = world;
        const ids: Uuid[] = [];
        const waiting: (() => void)[] = [];
        const wakeAll = () => {
          for (const wake of waiting.splice(0)) wake();
        };
        const running: Promise<unknown>[] = [];
        const processAt = (how: string) =>
          world.process((call) => {
            if (how === 'dies before' && call === 'append') throw killed;
            if (how === 'dies after reserving' && call === 'reserve') throw killed;
            const waits = how === 'waits' && call === 'append';
            return waits ? new Promise<void>((resolve) => waiting.push(resolve)) : undefined;
          });
        const give = (work: Promise<unknown>) => {
          running.push(
            work.catch((error: unknown) => {
              if (error instanceof CommandRefused || error === killed) return;
              throw error;
            }),
          );
        };
        for (const one of steps) {
          const id = 'which' in one ? ids[one.which % Math.max(ids.length, 1)] : undefined;
          if (one.do === 'register') {
            const made = systemIds.next();
            ids.push(made);
            const fields = { id: made, employer: ferrand, staffNumber: one.number, email: one.email };
            give(register(processAt(one.fate), fields));
          } else if (one.do === 'revise' && id) {
            const fields = { employer: ferrand, staffNumber: one.number, email: one.email };
            give(revise(processAt(one.fate), id, fields));
          } else if (one.do === 'depart' && id) give(depart(processAt(one.fate), id));
          else if (one.do === 'time passes') world.later(11_000);
          else if (one.do === 'all go on') wakeAll();
          for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        }
        const settled = Promise.all(running);
        const goingOn = setInterval(wakeAll, 1);
        await settled.finally(() => clearInterval(goingOn));

        const people = (await Promise.all(ids.map(world.opened))).filter((person) => person !== null);
        const numbers = people.map(({ number: held }) => held);
        const emails = people.flatMap(({ email: held }) => held ?? []);
        expect(new Set(numbers).size).toBe(numbers.length);
        expect(new Set(emails).size).toBe(emails.length);
      }),
      { numRuns: 60 },
    );
  });
});
