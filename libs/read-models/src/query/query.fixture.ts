import { setTimeout as pause } from 'node:timers/promises';
import { directoryEvents } from '@jalon/directory/events';
import { createEventRegistry } from '@jalon/event-store';
import { slicesOf, type Caller, type Row, type StoredEvent } from '@jalon/kernel';
import { matching } from '@jalon/marketplace';
import { marketplaceEvents } from '@jalon/marketplace/events';
import { missionEvents } from '@jalon/mission/events';
import { projections } from '../projections.js';
import { AuditEvents } from '../audit/audit.queries.js';
import type { LiveUpdate } from '../live/live.answers.js';
import type { LiveAnswer } from '../live/live.handlers.js';
import { LiveEvents } from '../live/live.queries.js';
import { ListMissions } from '../missions/missions.queries.js';
import { queryHandlers } from '../query-handlers.js';
import type { ExportAnswer } from './list-export.js';
import {
  EMPLOYEE,
  type GivenEvent,
  HR,
  MANAGER,
  ORGANISATION,
  stored,
  tokens,
  viewStoreFixtures,
} from '@jalon/testing';
import { openPostgresViewStore, openSqliteViewStore } from '@jalon/view-store';
import type { RecordStore, ViewStore } from '@jalon/ports';
import { peopleNamed } from '../reads/people-named.answers.js';
import type { NotedRead, QueryClass, QueryHandler } from './query-handler.js';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export const SEALED = (kid: string) => ({ sealed: { kid, at: '', nonce: '', box: '', commitment: '' } });
export const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** The values of somebody of whom only the name is known. */
export const SOMEBODY = {
  ...{ givenName: SEALED('Zoé'), familyName: SEALED('Martin'), email: null, staffNumber: null, entryDate: null },
  ...{ birthDate: null, employer: null, manager: null, department: null, site: null, organisation: null },
};

export const caller = (person: string, roles: Caller['roles'], organisation: string | null = null): Caller => ({
  tenant: 'main',
  person,
  roles,
  organisation,
});
export const hr = caller(HR, ['hr']);
export const employee = caller(EMPLOYEE, ['employee']);
export const manager = caller(MANAGER, ['manager']);
export const organisation = caller(id(900), ['organisation'], ORGANISATION);
export const stranger = caller(id(901), ['employee', 'manager', 'organisation'], id(902));

/** The view store and handlers of the current test, set by `describeOverViews` and `viewsOver`. */
export const fixture = {} as { views: ViewStore; handlers: readonly QueryHandler[] };
/** How many events each read took. */
export const readAtOnce: number[] = [];
/** From where the log was read. */
export const logReads: (string | null)[] = [];
/** The positions that queries waited for. */
export const waitedFor: string[] = [];
/** Errors that the next reads of events throw. */
export const storeFaults: Error[] = [];
/** Errors that the next openings of sealed fields throw. */
export const keyFaults: Error[] = [];
/** The reads that were to be recorded. */
export const notedReads: NotedRead[] = [];
/** What the record store holds. */
export const records = { reads: {}, refusals: {} } as Writable<Pick<RecordStore, 'reads' | 'refusals'>>;
/** What sealed fields held that were opened. */
const openedValues = new Set<string>();
/** As in the stores. */
const EVENTS_A_PAGE = 500;
/** The log of the current test. */
let happened: readonly GivenEvent[] = [];
let history: readonly StoredEvent[] = [];
/** Called when a live stream has read all events. */
let allSeen = (): void => undefined;

/** Wraps the view store for the handlers of the next `viewsOver`. */
export function readThrough(watched: (store: ViewStore) => ViewStore): void {
  fixture.views = watched(fixture.views);
}

/** Views over these events, and the queries that read them on 1 May 2026. */
export async function viewsOver(...events: readonly GivenEvent[]): Promise<void> {
  happened = [];
  history = [];
  notedReads.length = 0;
  openedValues.clear();
  await happen(...events);
  fixture.handlers = queryHandlers({
    views: fixture.views,
    store: {
      readStream: (stream, options) => streamOf(stream, options?.from ?? 0, options?.limit ?? 1_000),
      readAt: async (positions) => {
        readAtOnce.push(positions.length);
        // The first page is answered: an answer has begun.
        if (readAtOnce.length > 1 && storeFaults.length > 0) throw storeFaults.shift()!;
        return positions.map((position) => history[Number(position) - 1]!);
      },
      readAll: async function* (after) {
        logReads.push(after);
        if (storeFaults.length > 0) throw storeFaults.shift()!;
        for (const page of slicesOf(history.slice(Number(after ?? 0)), EVENTS_A_PAGE)) yield page;
      },
      lastPosition: async () => history.at(-1)?.position ?? null,
    },
    registry: createEventRegistry([...directoryEvents, ...marketplaceEvents, ...missionEvents]),
    sealer: {
      openAll: async (boxes) => {
        if (keyFaults.length > 0) throw keyFaults.shift()!;
        for (const { sealed } of boxes) if (sealed.kid !== 'gone') openedValues.add(JSON.stringify(sealed.kid));
        return boxes.map(({ sealed }) => (sealed.kid === 'gone' ? 'erased' : ({ value: sealed.kid } as never)));
      },
    },
    clock: { now: () => '2026-05-01T10:00:00.000Z' },
    tenants: { require: async () => ({ zone: 'Europe/Paris', language: 'fr', mode: 'production', operator: HR }) },
    position: {
      waitFor: async (position) => void waitedFor.push(position),
      requireOwn: async () => undefined,
      goesBeyond: async ({ position: seen }) => {
        if (seen !== history.at(-1)?.position) return true;
        allSeen();
        return pause(5, false);
      },
    },
    positionTokens: tokens,
    matching,
    noteRead: (read) => void notedReads.push(read),
    records,
  });
}

/** Adds events to the log and to the views. */
export async function happen(...events: readonly GivenEvent[]): Promise<void> {
  happened = [...happened, ...events];
  const all = stored(happened);
  for (const page of slicesOf(all.slice(history.length), EVENTS_A_PAGE)) {
    for (const projection of projections) await fixture.views.applyPage(projection, page, 'spec');
  }
  history = all;
}

async function* streamOf(stream: string, from: number, limit: number) {
  yield* history.filter(({ envelope }) => envelope.stream === stream && envelope.revision >= from).slice(0, limit);
}

export async function ask<Q extends object>(query: QueryClass<Q>, fields: Partial<Q>, as: Caller): Promise<Row> {
  const handler = fixture.handlers.find((candidate) => candidate.query === query)!;
  const before = notedReads.length;
  const answer = (await handler.answer(Object.assign(new query(), fields), {
    caller: as,
    credential: 'session',
  })) as Row;
  if (notedReads.length === before) requireOwnDataAlone(query.name, answer, as);
  return answer;
}

/**
 * An answer that is not recorded shows nothing that was sealed, or only what is the caller's own: every specification of a
 * query checks it.
 */
function requireOwnDataAlone(query: string, answer: Row, { person }: Caller): void {
  const written = JSON.stringify(answer);
  if (![...openedValues].some((value) => written.includes(value))) return;
  const named = [...peopleNamed(answer)];
  if (named.length === 1 && named[0] === person) return;
  throw new Error(`${query} shows personal data, and is not recorded: PERSON_FIELDS does not know whom it names`);
}

export async function idsFor(as: Caller, fields: Partial<ListMissions> = {}): Promise<unknown[]> {
  const { items } = await ask(ListMissions, fields, as);
  return (items as unknown as Row[]).map((item) => item['id']);
}

export async function audit(fields: Partial<AuditEvents>, as: Caller): Promise<Row[]> {
  const { pages } = (await ask(AuditEvents, fields, as)) as unknown as ExportAnswer;
  const rows: Row[] = [];
  for await (const page of pages) rows.push(...(page as readonly Row[]));
  return rows;
}

/** What the live stream tells of what has happened already. */
export async function live(as: Caller, after = '0'): Promise<LiveUpdate[]> {
  const { follow } = (await ask(LiveEvents, { after }, as)) as unknown as LiveAnswer;
  const stopping = new AbortController();
  allSeen = () => stopping.abort();
  const updates: LiveUpdate[] = [];
  for await (const step of follow(stopping.signal)) updates.push(...step.updates);
  return updates;
}

export const mission = (n: number, history: readonly GivenEvent[]) => history.map((event) => ({ ...event, id: id(n) }));
export const refusal: GivenEvent = {
  type: 'MissionDeclined',
  data: { party: 'employee', employee: EMPLOYEE, reason: null },
  by: { person: EMPLOYEE, party: 'employee', role: 'employee' },
};
export const closed: GivenEvent = {
  type: 'MissionClosed',
  data: {
    employee: EMPLOYEE,
    endedOn: '2026-04-01',
    forced: false,
    totals: {},
    outcomes: [],
    evaluationDeadline: '2026-05-31',
    reason: null,
  },
};
export const evaluation: GivenEvent = {
  type: 'MissionEvaluated',
  data: { party: 'employee', employee: EMPLOYEE, number: 1, scores: [], comment: SEALED('Très bien') },
  by: { person: EMPLOYEE, party: 'employee', role: 'employee' },
};

const places = viewStoreFixtures({ sqlite: openSqliteViewStore, postgres: openPostgresViewStore });

/** Runs specifications over views in each store; every test begins with empty views. */
export function describeOverViews(what: string, sentences: () => void): void {
  describe.each(places)(`${what}, over views in %s`, (_name, place) => {
    beforeEach(async () => {
      fixture.views = await place.openEmpty(projections);
    });
    afterEach(() => fixture.views.close());
    sentences();
  });
}
