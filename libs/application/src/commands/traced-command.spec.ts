import { commandPolicies } from '@jalon/access';
import { directoryEvents } from '@jalon/directory/events';
import {
  OpenTenant,
  RegisterEmployer,
  ReviseEmployer,
  employerDecider,
  tenantDecider,
  type TenantState,
} from '@jalon/directory';
import { createEventRegistry } from '@jalon/event-store';
import { createMemoryEventStore } from '@jalon/event-store/memory';
import { ConflictError, type EventStore, StoreUnavailable, telemetryOf } from '@jalon/ports';
import type { StoredEvent } from '@jalon/kernel';
import { sealer } from '@jalon/privacy';
import { memoryKeyStore } from '@jalon/privacy/memory';
import { memoryUniqueHashes } from '@jalon/record-store/memory';
import { keepingTracer } from '@jalon/testing';
import type { CommandContext } from './command-context.js';
import { systemClock, systemIds, systemRandom } from '../system.js';
import { openWriteSide } from '../write-side.js';

const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const registry = createEventRegistry(directoryEvents);
const SECRET = 'Ferrand SA';

async function world() {
  const memory = createMemoryEventStore({ registry });
  let fails: Error | null = null;
  const store: EventStore = {
    ...memory,
    append(...asked) {
      const fault = fails;
      fails = null;
      return fault ? Promise.reject(fault) : memory.append(...asked);
    },
  };
  const tracer = keepingTracer();
  const { handler } = openWriteSide({
    store,
    sealer: sealer({ keys: memoryKeyStore(systemRandom), random: systemRandom }),
    clock: systemClock,
    ids: systemIds,
    hashes: memoryUniqueHashes(),
    deciders: [tenantDecider, employerDecider],
    policies: commandPolicies,
    tenantProfile: (state) => ((state as TenantState).status === 'open' ? (state as never) : null),
    telemetry: telemetryOf({ tracer }),
  });
  const person = systemIds.next();
  const give = (command: object, more: Partial<CommandContext> = {}) =>
    handler.handle(command, {
      caller: { tenant: 'main', person, roles: ['hr', 'admin'], organisation: null },
      target: null,
      commandId: systemIds.next(),
      correlationId: systemIds.next(),
      ...more,
    });
  const tenant = { zone: 'Europe/Paris', language: 'fr', mode: 'production', operator: person };
  await give(Object.assign(new OpenTenant(), tenant), {});
  const seen = tracer.spans.length;
  const last = async (): Promise<StoredEvent> => (await store.readAt([(await store.lastPosition())!]))[0]!;
  return { give, last, spans: () => tracer.spans.slice(seen), failOnce: (fault: Error) => void (fails = fault) };
}

const employer = (name = SECRET) => Object.assign(new RegisterEmployer(), { name });
const renamed = (name: string) => Object.assign(new ReviseEmployer(), { name });

describe('a command that is traced', () => {
  it('is a span of its request’s trace, with what it reads and appends below it', async () => {
    const { give, spans } = await world();
    await give(employer(), { traceparent: PARENT });
    const [command, load, append] = spans();
    expect(spans()).toHaveLength(3);
    expect(command).toMatchObject({
      name: 'command RegisterEmployer',
      kind: 'internal',
      parent: PARENT,
      attributes: {
        'jalon.command.name': 'RegisterEmployer',
        'jalon.command.result': 'accepted',
        'jalon.command.attempts': 1,
      },
      ended: { fault: undefined },
    });
    const below = { kind: 'client', parent: command?.traceparent, ended: { fault: undefined } };
    expect(load).toMatchObject({ ...below, name: 'load employer', attributes: { 'db.response.returned_rows': 0 } });
    expect(append).toMatchObject({ ...below, name: 'append employer', attributes: { 'db.operation.name': 'append' } });
  });

  it('loads nothing where the process knows the stream', async () => {
    const { give, spans } = await world();
    const { id } = await give(employer());
    await give(renamed('Another'), { target: id, traceparent: PARENT });
    const [command, ...below] = spans().slice(3);
    expect(command?.attributes).toMatchObject({ 'jalon.command.result': 'accepted', 'jalon.command.attempts': 1 });
    expect(below.map(({ name }) => name)).toEqual(['append employer']);
  });

  it('leaves the append’s place in the trace with its events, and nothing where the trace is not recorded', async () => {
    const { give, last, spans } = await world();
    await give(employer(), { traceparent: PARENT });
    expect((await last()).traceparent).toBe(spans().at(-1)?.traceparent);
    await give(employer('Another'), { traceparent: PARENT.replace(/01$/, '00') });
    expect(await last()).not.toHaveProperty('traceparent');
  });

  it('begins a trace of its own where it comes with none', async () => {
    const { give, spans } = await world();
    await give(employer());
    expect(spans()[0]?.parent).toBeNull();
    expect(spans()[1]?.parent).toBe(spans()[0]?.traceparent);
  });

  it('tells what a refusal is called, which is no fault', async () => {
    const { give, spans } = await world();
    const refused = give(renamed(SECRET), { target: systemIds.next(), traceparent: PARENT });
    await expect(refused).rejects.toThrow('EMPLOYER_NOT_FOUND');
    expect(spans()[0]).toMatchObject({
      attributes: { 'jalon.command.result': 'refused', 'jalon.command.rejection': 'EMPLOYER_NOT_FOUND' },
      ended: { fault: undefined },
    });
  });

  it('counts its attempts', async () => {
    const { give, failOnce, spans } = await world();
    failOnce(new ConflictError('employer-main.x', 'none', 'none'));
    await give(employer(), { traceparent: PARENT });
    expect(spans()[0]?.attributes).toMatchObject({ 'jalon.command.attempts': 2, 'jalon.command.result': 'accepted' });
    expect(spans().map(({ name, ended }) => [name, ended?.fault])).toEqual([
      ['command RegisterEmployer', undefined],
      ['load employer', undefined],
      ['append employer', 'ConflictError'],
      ['load employer', undefined],
      ['append employer', undefined],
    ]);
  });

  it('names the fault that kept it from an answer', async () => {
    const { give, failOnce, spans } = await world();
    failOnce(new StoreUnavailable(SECRET));
    await expect(give(employer(), { traceparent: PARENT })).rejects.toBeInstanceOf(StoreUnavailable);
    expect(spans()[0]).toMatchObject({
      attributes: { 'jalon.command.result': 'unavailable' },
      ended: { fault: 'StoreUnavailable' },
    });
    expect(JSON.stringify(spans())).not.toContain(SECRET);
  });
});
