import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandPolicies } from '@jalon/access';
import {
  directoryEvents,
  employerDecider,
  OpenTenant,
  organisationDecider,
  personDecider,
  RegisterEmployer,
  RegisterPerson,
  ReviseEmployer,
  RevisePerson,
  tenantDecider,
  type TenantState,
} from '@jalon/directory';
import {
  ConflictError,
  StoreUnavailable,
  telemetryOf,
  type CommandFinished,
  type EventStore,
  type Telemetry,
} from '@jalon/ports';
import { createEventRegistry } from '@jalon/event-store';
import { createMemoryEventStore } from '@jalon/event-store/memory';
import { openSqliteEventStore } from '@jalon/event-store/sqlite';
import type { Caller, Envelope, Instant, Uuid } from '@jalon/kernel';
import { sealer } from '@jalon/privacy';
import { memoryUniqueHashes } from '@jalon/record-store/memory';
import { memoryKeyStore } from '@jalon/privacy/memory';
import type { CommandContext } from './command-context.js';
import { CommandInFlight, CommandRefused, KeyReused, StaleRevision } from './command-errors.js';
import { systemIds, systemRandom } from '../system.js';
import { idMadeBy } from './prepare-command.js';
import { openWriteSide, type WriteSide } from '../write-side.js';

const registry = createEventRegistry(directoryEvents);
const deciders = [tenantDecider, employerDecider, organisationDecider, personDecider];
const ADA: Uuid = 'ada00000-0000-4000-8000-000000000001';

let now: Instant;
let keys: ReturnType<typeof memoryKeyStore>;
let observed: CommandFinished[];

beforeEach(() => {
  now = '2026-03-02T09:00:00.000Z';
  keys = memoryKeyStore(systemRandom);
  observed = [];
});

function writeSide(
  store: EventStore,
  observe: Telemetry['commandFinished'] = (what) => observed.push(what),
): WriteSide {
  return openWriteSide({
    store,
    sealer: sealer({ keys, random: systemRandom }),
    clock: { now: () => now },
    ids: systemIds,
    deciders,
    policies: commandPolicies,
    hashes: memoryUniqueHashes(),
    tenantProfile: (state) => ((state as TenantState).status === 'open' ? (state as never) : null),
    telemetry: telemetryOf({ commandFinished: observe }),
  });
}

const hr = (tenant = 'main'): Caller => ({ tenant, person: ADA, roles: ['hr', 'admin'], organisation: null });

function context(more: Partial<CommandContext> = {}): CommandContext {
  return { caller: hr(), target: null, commandId: systemIds.next(), correlationId: systemIds.next(), ...more };
}

const opening = () =>
  Object.assign(new OpenTenant(), { zone: 'Europe/Paris', language: 'fr', mode: 'production', operator: ADA });
const employer = (name: string, id?: Uuid) => Object.assign(new RegisterEmployer(), { name, ...(id && { id }) });
const renamed = (name: string) => Object.assign(new ReviseEmployer(), { name });
const person = (givenName: string) => Object.assign(new RegisterPerson(), { givenName, familyName: 'Roux' });

async function envelopes(store: EventStore, stream?: string): Promise<readonly Envelope[]> {
  const all: Envelope[] = [];
  for await (const page of store.readAll(null)) all.push(...page.map(({ envelope }) => envelope));
  return all.filter((envelope) => stream === undefined || envelope.stream === stream);
}

async function world(store: EventStore = createMemoryEventStore({ registry }), tenant = 'main') {
  const write = writeSide(store);
  await write.handler.handle(opening(), context({ caller: hr(tenant) }));
  return { store, write, handle: write.handler.handle };
}

describe('a command', () => {
  it('is stored with everything that its envelope must say', async () => {
    const { store, handle } = await world();
    const given = context({ causationId: systemIds.next() });
    const outcome = await handle(employer('Ferrand SA'), given);

    expect(outcome).toMatchObject({ id: idMadeBy(given.commandId), revision: 0, created: true });
    const [envelope] = await envelopes(store, `employer-main.${outcome.id}`);
    expect(outcome.events).toEqual([{ id: envelope!.id, type: 'EmployerRegistered', revision: 0 }]);
    expect(outcome.position).toBe(await store.lastPosition());
    expect(envelope).toMatchObject({
      tenant: 'main',
      recordedAt: now,
      actor: { person: ADA, party: 'company', role: 'hr' },
      commandId: given.commandId,
      correlationId: given.correlationId,
      causationId: given.causationId,
      rules: 'base@1',
      references: [],
      data: { name: 'Ferrand SA', siren: null },
    });
  });

  it('records the streams that it leaned on, as they stood', async () => {
    const { store, handle } = await world();
    const { id } = await handle(employer('Ferrand SA'), context());
    await handle(renamed('Ferrand et Cie'), context({ target: id }));
    const employed = Object.assign(person('Ada'), { employer: id });
    const outcome = await handle(employed, context());
    const [registered] = await envelopes(store, `person-main.${outcome.id}`);
    expect(registered!.references).toEqual([{ name: 'employer', stream: `employer-main.${id}`, revision: 1 }]);
  });

  it('refused leaves no trace', async () => {
    const { store, handle } = await world();
    const refusal = handle(renamed('Nobody'), context({ target: systemIds.next() }));
    await expect(refusal).rejects.toMatchObject({ rejection: { code: 'EMPLOYER_NOT_FOUND' } });
    expect(await envelopes(store)).toHaveLength(1);
    expect(observed.at(-1)).toMatchObject({ command: 'ReviseEmployer', result: 'refused' });
  });

  it('whose effect is there already adds nothing and answers with the head', async () => {
    const { store, handle } = await world();
    const first = await handle(employer('Ferrand SA'), context());
    const again = await handle(renamed('Ferrand SA'), context({ target: first.id }));
    expect(again).toEqual({ id: first.id, revision: 0, position: first.position, events: [], created: false });
    expect(await envelopes(store)).toHaveLength(2);
    expect(observed.at(-1)).toMatchObject({ result: 'already-so' });
  });

  it('is answered as it ended, also when the telemetry listener throws', async () => {
    const { store } = await world();
    const observe = jest.fn(() => {
      throw new Error('no such metric');
    });
    const { handle } = writeSide(store, observe).handler;
    await expect(handle(employer('Ferrand SA'), context())).resolves.toMatchObject({ created: true });
    await expect(handle(renamed('Nobody'), context({ target: systemIds.next() }))).rejects.toThrow(CommandRefused);
    expect(observe).toHaveBeenCalledTimes(2);
  });

  it('is never recorded before the event that it follows, even when the clock went back', async () => {
    const { store, handle } = await world();
    const { id } = await handle(employer('Ferrand SA'), context());
    now = '2026-03-02T08:00:00.000Z';
    await handle(renamed('Ferrand et Cie'), context({ target: id }));
    const times = (await envelopes(store, `employer-main.${id}`)).map(({ recordedAt }) => recordedAt);
    expect(times).toEqual(['2026-03-02T09:00:00.000Z', '2026-03-02T09:00:00.000Z']);
  });

  it('with half a character in it is refused, not broken', async () => {
    const { handle } = await world();
    for (const broken of [employer('\ud83d'), person('\udc00')]) {
      await expect(handle(broken, context())).rejects.toMatchObject({ rejection: { code: 'TEXT_NOT_UNICODE' } });
    }
  });
});

describe('personal data', () => {
  it('is stored sealed', async () => {
    const { store, handle } = await world();
    const { id } = await handle(person('Clémentine'), context());
    const [envelope] = await envelopes(store, `person-main.${id}`);
    expect(JSON.stringify(envelope)).not.toContain('Clémentine');
    expect(envelope!.data).toMatchObject({ givenName: { sealed: { at: `${envelope!.id}#givenName` } } });
  });

  it('that may be missing is left out once its key is gone, and does not keep the rest from being done', async () => {
    const { store, handle } = await world();
    const id = systemIds.next();
    await keys.destroy('main', id, 'pay');
    await handle(Object.assign(person('Clémentine'), { id, birthDate: '1980-05-01' }), context());
    const [envelope] = await envelopes(store, `person-main.${id}`);
    expect(envelope!.data).toMatchObject({ givenName: { sealed: expect.anything() }, birthDate: null });
  });

  it('of someone erased is refused', async () => {
    const { handle } = await world();
    const { id } = await handle(person('Clémentine'), context());
    await keys.destroy('main', id);
    const revised = Object.assign(new RevisePerson(), { givenName: 'Clémence', familyName: 'Roux' });
    await expect(handle(revised, context({ target: id }))).rejects.toMatchObject({
      rejection: { code: 'SUBJECT_ERASED' },
    });
  });
});

describe('a key', () => {
  it('that comes again with the same body gets the first answer, whatever happened since', async () => {
    const { handle } = await world();
    const given = context();
    const first = await handle(employer('Ferrand SA'), given);
    await handle(renamed('Ferrand et Cie'), context({ target: first.id }));
    expect(await handle(employer('Ferrand SA'), given)).toEqual(first);
  });

  it('that comes with another body is refused', async () => {
    const { handle } = await world();
    const given = context();
    await handle(employer('Ferrand SA'), given);
    await expect(handle(employer('Ferrand SAS'), given)).rejects.toThrow(KeyReused);
  });

  it('counts, in a creation, for the thing that is named: another id is another thing', async () => {
    const { handle } = await world();
    const { commandId } = context();
    const under = (id: Uuid, name: string) => handle(employer(name, id), context({ commandId }));
    const first = await under('e0000000-0000-4000-8000-000000000001', 'Ferrand SA');
    await expect(under('e0000000-0000-4000-8000-000000000002', 'Roux SA')).resolves.toMatchObject({ created: true });
    expect(await under(first.id, 'Ferrand SA')).toEqual(first);
    await expect(under(first.id, 'Ferrand SAS')).rejects.toThrow(KeyReused);
  });

  it('is the same key when only personal data differs', async () => {
    const { handle } = await world();
    const given = context();
    const first = await handle(person('Ada'), given);
    expect(await handle(person('Adèle'), given)).toEqual(first);
  });

  it('whose command is under way is refused', async () => {
    const { handle } = await world();
    const given = context();
    const [first, second] = await Promise.allSettled([
      handle(employer('Ferrand SA'), given),
      handle(employer('Ferrand SA'), given),
    ]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: expect.any(CommandInFlight) });
  });

  it('is asked before If-Match', async () => {
    const { handle } = await world();
    const { id } = await handle(employer('Ferrand SA'), context());
    const given = context({ target: id, ifMatch: 0 });
    const first = await handle(renamed('Ferrand et Cie'), given);
    expect(await handle(renamed('Ferrand et Cie'), given)).toEqual(first);
  });

  it('is forgotten by a refusal: the command is decided anew', async () => {
    const { handle } = await world();
    const given = context({ target: 'e0000000-0000-4000-8000-000000000001' });
    await expect(handle(renamed('Ferrand et Cie'), given)).rejects.toThrow(CommandRefused);
    await handle(employer('Ferrand SA', given.target!), context());
    await expect(handle(renamed('Ferrand et Cie'), given)).resolves.toMatchObject({ revision: 1 });
  });
});

describe('If-Match', () => {
  const stale = { name: 'StaleRevision', seen: 7, actual: 0 };

  it.each([
    ['a change', 'Ferrand et Cie'],
    ['what is so already', 'Ferrand SA'],
  ])('of another revision keeps %s from being done', async (_what, name) => {
    const { store, handle } = await world();
    const { id } = await handle(employer('Ferrand SA'), context());
    await expect(handle(renamed(name), context({ target: id, ifMatch: 7 }))).rejects.toMatchObject(stale);
    expect(await envelopes(store)).toHaveLength(2);
  });

  it('is not asked where the answer is a refusal: a caller who may not know a thing learns nothing of its revision', async () => {
    const { handle } = await world();
    const { id } = await handle(employer('Ferrand SA'), context());
    const stranger: Caller = { ...hr(), roles: ['employee'] };
    const refusal = handle(renamed('Stolen'), context({ caller: stranger, target: id, ifMatch: 7 }));
    await expect(refusal).rejects.toThrow(CommandRefused);
  });
});

describe('a tenant', () => {
  it('never opened is unknown', async () => {
    const { handle } = await world();
    const stranger = handle(employer('Ferrand SA'), context({ caller: hr('other') }));
    await expect(stranger).rejects.toMatchObject({ rejection: { code: 'TENANT_UNKNOWN' } });
  });

  it('never touches the stream that has the same id in another', async () => {
    const { store, handle } = await world();
    await handle(opening(), context({ caller: hr('other') }));
    const id = 'e0000000-0000-4000-8000-000000000001';
    await handle(employer('Ferrand SA', id), context());
    const ours = await envelopes(store, `employer-main.${id}`);

    const theirs = { caller: hr('other'), target: id };
    await expect(handle(renamed('Stolen'), context(theirs))).rejects.toMatchObject({
      rejection: { code: 'EMPLOYER_NOT_FOUND' },
    });
    await handle(employer('Theirs', id), context({ caller: hr('other') }));
    await handle(renamed('Theirs still'), context(theirs));

    expect(await envelopes(store, `employer-main.${id}`)).toEqual(ours);
    expect(await envelopes(store, `employer-other.${id}`)).toHaveLength(2);
  });

  it('cannot lean on a stream of another: what it names is unknown to it', async () => {
    const { handle } = await world();
    await handle(opening(), context({ caller: hr('other') }));
    const { id } = await handle(employer('Ferrand SA'), context());
    const employed = Object.assign(person('Ada'), { employer: id });
    await expect(handle(employed, context({ caller: hr('other') }))).rejects.toThrow(CommandRefused);
    await expect(handle(employed, context())).resolves.toMatchObject({ created: true });
  });
});

describe('a store that does not answer', () => {
  const failing = (store: EventStore, fail: (append: () => Promise<unknown>) => Promise<never>): EventStore => {
    let failed = false;
    return {
      ...store,
      append: (stream, drafts, head) => {
        const append = () => store.append(stream, drafts, head);
        if (failed || !stream.startsWith('employer')) return append();
        failed = true;
        return fail(append);
      },
    };
  };
  const silent = async (append: () => Promise<unknown>): Promise<never> => {
    await append();
    throw new StoreUnavailable('no answer');
  };
  const refusing = () => Promise.reject(new StoreUnavailable('no answer'));

  it('but did append: the answer is read back', async () => {
    const store = createMemoryEventStore({ registry });
    const { handle } = await world(failing(store, silent));
    await expect(handle(employer('Ferrand SA'), context())).resolves.toMatchObject({ revision: 0, created: true });
    expect(await envelopes(store)).toHaveLength(2);
  });

  it('and did not append: it fails, and the same key may be sent again', async () => {
    const store = createMemoryEventStore({ registry });
    const { handle } = await world(failing(store, refusing));
    const given = context();
    await expect(handle(employer('Ferrand SA'), given)).rejects.toThrow(StoreUnavailable);
    expect(await envelopes(store)).toHaveLength(1);
    await expect(handle(employer('Ferrand SA'), given)).resolves.toMatchObject({ revision: 0 });
  });
});

describe.each(['memory', 'sqlite'] as const)('many writers on one stream (%s)', (kind) => {
  let folder: string;
  let store: EventStore;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'jalon-handler-'));
    store =
      kind === 'memory'
        ? createMemoryEventStore({ registry })
        : openSqliteEventStore({ file: join(folder, 'events.sqlite'), registry });
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it.each([1, 8])('64 commands through %i handlers are each carried out once', async (count) => {
    const { handle } = await world(store);
    const { id } = await handle(employer('Ferrand SA'), context());
    const handlers = Array.from({ length: count }, () => writeSide(store).handler);
    const outcomes = await Promise.all(
      Array.from({ length: 64 }, (_, index) =>
        handlers[index % count]!.handle(renamed(`Name ${index}`), context({ target: id })),
      ),
    );

    const stored = await envelopes(store, `employer-main.${id}`);
    expect(stored.map(({ revision }) => revision)).toEqual(Array.from({ length: 65 }, (_, index) => index));
    expect(outcomes.map(({ revision }) => revision).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 64 }, (_, index) => index + 1),
    );
    const commandIds = stored.map(({ commandId }) => commandId);
    expect(new Set(commandIds).size).toBe(65);
  });

  it('of 16 that saw the same revision one wins, and the others are told', async () => {
    const { handle } = await world(store);
    const { id } = await handle(employer('Ferrand SA'), context());
    const answers = await Promise.allSettled(
      Array.from({ length: 16 }, (_, index) =>
        writeSide(store).handler.handle(renamed(`Name ${index}`), context({ target: id, ifMatch: 0 })),
      ),
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refusals = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []));
    expect(refusals.every((error) => error instanceof StaleRevision)).toBe(true);
  });

  it('one key sent to several processes at once is carried out once, and all give the same answer', async () => {
    await world(store);
    const given = context();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => writeSide(store).handler.handle(employer('Ferrand SA'), given)),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await envelopes(store)).toHaveLength(2);
  });
});

it('a key is known again after a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-handler-'));
  const open = () => openSqliteEventStore({ file: join(folder, 'events.sqlite'), registry });
  const given = context();
  const before = open();
  const { handle } = await world(before);
  const first = await handle(employer('Ferrand SA'), given);
  await before.close();

  const after = open();
  expect(await writeSide(after).handler.handle(employer('Ferrand SA'), given)).toEqual(first);
  await expect(writeSide(after).handler.handle(employer('Other'), given)).rejects.toThrow(KeyReused);
  await after.close();
  rmSync(folder, { recursive: true });
});

it('a stream that never stops changing gives the command back', async () => {
  const { store } = await world();
  const restless: EventStore = {
    ...store,
    append: (stream, _drafts, head) => Promise.reject(new ConflictError(stream, head, 'none')),
  };
  const refusal = writeSide(restless).handler.handle(employer('Ferrand SA'), context());
  await expect(refusal).rejects.toMatchObject({ name: 'TooManyConflicts' });
});
