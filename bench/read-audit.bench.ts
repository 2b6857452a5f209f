import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { auditWriter, systemClock, systemIds } from '@jalon/application';
import type { Caller } from '@jalon/kernel';
import {
  directoryProjection,
  ListHours,
  ListMissions,
  ListPeople,
  missionsProjection,
  queryHandlers,
  unguardedHandlers,
  type ListQuery,
  type QueryHandler,
  type QueryPorts,
} from '@jalon/read-models';
import { openSqliteRecordStore } from '@jalon/record-store/sqlite';
import { confirmedMission, type GivenEvent, logged, stored, tokens } from '@jalon/testing';
import type { Bench, Side } from './harness/bench.js';
import { clients } from './harness/clients.js';
import { viewsOver } from './fixtures/marketplace.js';

const PEOPLE = 1_000;
const PAGE = 50;
const NOW = '2026-05-01T10:00:00.000Z';

const id = (kind: number, n: number) => `0000000${kind}-0000-4000-8000-${String(n).padStart(12, '0')}`;
const sealed = (kid: string) => ({ sealed: { kid, at: '', nonce: '', box: '', commitment: '' } });
const hr: Caller = { tenant: 'main', person: id(9, 0), roles: ['hr'], organisation: null };

/** What recording who read personal data costs the lists of a dashboard. */
export const readAudit: Bench = {
  name: 'read-audit',
  unit: `pages of ${PAGE} missions, time entries or people, in turn`,
  ours: 'each page recorded with its people, in a record store in SQLite, by the same process',
  raw: 'the same pages, without policies and records',
  pace: { full: { rounds: 7, sliceMs: 2_000 }, quick: { rounds: 1, sliceMs: 300 } },

  async open({ folder, quick }) {
    const events = stored(history(quick ? PEOPLE / 10 : PEOPLE));
    const views = await viewsOver(join(folder, 'views.sqlite'), events, [missionsProjection, directoryProjection]);
    const random = { bytes: (length: number) => randomBytes(length) };
    const records = await openSqliteRecordStore({
      ...{ file: join(folder, 'records', 'records.sqlite'), keysDir: join(folder, 'keys'), random },
      ...{ mayMakeKey: true, mayCreate: () => true },
    });
    const lost = (count: number) => {
      throw new Error(`${count} reads were not recorded`);
    };
    const fault = (error: unknown) => {
      throw new Error('the reads were not recorded', { cause: error });
    };
    const writer = auditWriter({ records, clock: systemClock, ids: systemIds, telemetry: { auditLost: lost, fault } });
    let noted = 0;
    const ports = {
      views,
      records,
      noteRead(read: Parameters<QueryPorts['noteRead']>[0]) {
        noted += 1;
        writer.noteRead(read);
      },
      sealer: { openAll: async (boxes: readonly object[]) => boxes.map(() => ({ value: 'Zoé' })) },
      clock: { now: () => NOW },
      tenants: { require: async () => ({ zone: 'Europe/Paris', mode: 'production' }) },
      position: { waitFor: async () => undefined, requireOwn: async () => undefined },
      positionTokens: tokens,
    } as unknown as QueryPorts;
    return {
      ours: askingWith(queryHandlers(ports)),
      raw: askingWith(unguardedHandlers(ports)),
      async close() {
        await writer.stop();
        const [last] = await records.reads.list({ tenant: 'main', limit: 1 });
        await records.close();
        await views.close();
        if (noted === 0 || (last?.people ?? 0) < PAGE / 2) throw new Error('the reads were not recorded');
      },
    };
  },
};

function askingWith(handlers: readonly QueryHandler[]): Side {
  const lists = [ListMissions, ListHours, ListPeople].map((list) => {
    const handler = handlers.find(({ query }) => query === list);
    if (!handler) throw new Error(`nothing answers for ${list.name}`);
    return { handler, query: (): ListQuery => Object.assign(new list(), { limit: PAGE }) };
  });
  let turn = 0;
  return (slice) =>
    clients(1, slice, async () => {
      const list = lists[turn++ % lists.length];
      if (!list) throw new Error('there are no lists');
      const { handler, query } = list;
      const { items } = (await handler.answer(query(), { caller: hr })) as { readonly items: readonly object[] };
      if (items.length !== PAGE) throw new Error(`${items.length} were listed`);
    });
}

function history(people: number): readonly GivenEvent[] {
  return Array.from({ length: people }, (_, n): readonly GivenEvent[] => [
    {
      ...{ type: 'PersonRegistered', category: 'person', id: id(1, n) },
      data: {
        ...{ givenName: sealed('g'), familyName: sealed('f'), email: sealed('e'), staffNumber: null, entryDate: null },
        ...{ birthDate: null, employer: id(4, 0), manager: null, department: null, site: null, organisation: null },
      },
    },
    ...[...confirmedMission({ employee: id(1, n) }), logged('e1', '2026-03-03', 60, { employee: id(1, n) })].map(
      (event) => ({ ...event, id: id(3, n) }),
    ),
  ]).flat();
}
