import { directoryEvents } from '@jalon/directory';
import { createEventRegistry } from '@jalon/event-store';
import { createMemoryEventStore } from '@jalon/event-store/memory';
import type { Draft, Uuid } from '@jalon/kernel';
import type { ViewStore } from '@jalon/ports';
import { mergedInto } from './merged-entries.js';

const person = (nr: number): Uuid => `0190a000-0000-7000-8000-00000000000${nr}`;
const [ANA, AGAIN, OTHER] = [person(1), person(2), person(3)];

let id = 0;
function draft(of: Uuid, type: 'PersonMerged' | 'PersonSeparated', data: object, tenant = 'main'): Draft {
  id += 1;
  const next = `0190b000-0000-7000-8000-${String(id).padStart(12, '0')}`;
  return {
    ...{ id: next, type, version: 1, tenant, stream: `person-${tenant}.${of}`, recordedAt: '2026-03-02T09:00:00.000Z' },
    ...{ actor: { person: OTHER, party: 'company', role: 'hr' }, commandId: next, commandHash: 'a'.repeat(64) },
    ...{ correlationId: next, causationId: null, rules: 'base@1', references: [] },
    data: { actId: next, ...data },
  };
}

it('finds a merger that the view has not seen yet, and none that was undone', async () => {
  const events = createMemoryEventStore({ registry: createEventRegistry(directoryEvents) });
  const behind: Pick<ViewStore, 'read'> = { read: () => Promise.reject(new Error('the view is behind')) };
  const found = () =>
    mergedInto({ events, views: behind, position: { untilCaughtUp: async () => false } }, 'main', ANA);
  const [merged] = await events.append(`person-main.${AGAIN}`, [draft(AGAIN, 'PersonMerged', { into: ANA })], 'none');
  await events.append(`person-main.${OTHER}`, [draft(OTHER, 'PersonMerged', { into: AGAIN })], 'none');
  await events.append(`person-other.${OTHER}`, [draft(OTHER, 'PersonMerged', { into: ANA }, 'other')], 'none');
  expect(await found()).toEqual([AGAIN]);
  const head = { revision: merged!.envelope.revision, hash: merged!.hash };
  await events.append(`person-main.${AGAIN}`, [draft(AGAIN, 'PersonSeparated', { from: ANA })], head);
  expect(await found()).toEqual([]);
});

it('asks the view once it has seen the log', async () => {
  const asked: unknown[] = [];
  const rows = async (table: string, { tenant, where }: { tenant: string; where: unknown }) => {
    asked.push([table, tenant, where]);
    return [{ id: AGAIN }];
  };
  const views = { read: async (work: (reader: object) => unknown) => work({ rows }) } as unknown as ViewStore;
  const events = {
    readAll: () => {
      throw new Error('the log is not read');
    },
  };
  const ports = { events, views, position: { untilCaughtUp: async () => true } };
  expect(await mergedInto(ports, 'main', ANA)).toEqual([AGAIN]);
  expect(asked).toEqual([['people', 'main', [['mergedInto', '=', ANA]]]]);
});
