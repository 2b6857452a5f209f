import { setTimeout as pause } from 'node:timers/promises';
import { directoryEvents } from '@jalon/directory/events';
import { createEventRegistry } from '@jalon/event-store';
import type { Caller, Row, StoredEvent } from '@jalon/kernel';
import { matching } from '@jalon/marketplace';
import { marketplaceEvents } from '@jalon/marketplace/events';
import { missionEvents } from '@jalon/mission/events';
import { auditProjection, impactReport, missionsProjection, projections, viewNamed } from '@jalon/read-models';
import { GROUPINGS, TIME_STATES } from '@jalon/rules';
import {
  approved,
  confirmedMission,
  EMPLOYEE,
  HR,
  logged,
  MANAGER,
  ORGANISATION,
  stored,
  TERMS,
  viewPlaces,
  type GivenEvent,
} from '@jalon/testing';
import { openPostgresViewStore, openSqliteViewStore } from '@jalon/view-store';
import { ViewBeingBuilt, type RowsQuery, type ViewReader, type ViewStore } from '../projections/view-store.js';
import { AuditEvents } from './audit.queries.js';
import { ListEmployers, ListOrganisations, ListPeople } from './directory.queries.js';
import { ListHours } from './hours.queries.js';
import type { LiveAnswer, LiveUpdate } from './live.handlers.js';
import { LiveEvents } from './live.queries.js';
import { ListNeeds, ListOffers, NeedMatches, OfferMatches } from './marketplace.queries.js';
import { GetMission, ListMissions, MissionHistory } from './mission.queries.js';
import { queryHandlers } from './query-handlers.js';
import type { QueryClass, QueryHandler } from './query-handler.js';
import { ImpactEntries, ImpactReport } from './report.queries.js';
import { WholeList, type WholeAnswer } from './whole-list.js';

const SEALED = (kid: string) => ({ sealed: { kid, at: '', nonce: '', box: '', commitment: '' } });
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const caller = (person: string, roles: Caller['roles'], organisation: string | null = null): Caller => ({
  tenant: 'main',
  person,
  roles,
  organisation,
});
const hr = caller(HR, ['hr']);
const employee = caller(EMPLOYEE, ['employee']);
const manager = caller(MANAGER, ['manager']);
const organisation = caller(id(900), ['organisation'], ORGANISATION);
const stranger = caller(id(901), ['employee', 'manager', 'organisation'], id(902));

let views: ViewStore;
let handlers: readonly QueryHandler[];
/** How many events were read together, each time. */
let readAtOnce: number[] = [];

/** Views over these events, and the queries that read them on 1 May 2026. */
async function over(...events: readonly GivenEvent[]): Promise<void> {
  const history = stored(events);
  for (const projection of projections) await views.applyPage(projection, history, 'spec');
  handlers = queryHandlers({
    views,
    store: {
      readStream: (stream, options) => streamOf(history, stream, options?.from ?? 0, options?.limit ?? 1_000),
      readAt: async (positions) => {
        readAtOnce.push(positions.length);
        return positions.map((position) => history[Number(position) - 1]!);
      },
      lastPosition: async () => history.at(-1)?.position ?? null,
    },
    registry: createEventRegistry([...directoryEvents, ...marketplaceEvents, ...missionEvents]),
    sealer: {
      openAll: async (boxes) =>
        boxes.map(({ sealed }) => (sealed.kid === 'gone' ? 'erased' : ({ value: sealed.kid } as never))),
    },
    clock: { now: () => '2026-05-01T10:00:00.000Z' },
    tenants: { opened: async () => ({ zone: 'Europe/Paris', language: 'fr', mode: 'production', operator: HR }) },
    position: {
      waitFor: async () => undefined,
      goesBeyond: async ({ position: seen }) => seen !== history.at(-1)?.position || pause(5, false),
    },
    matching,
    board: missionsProjection,
    trail: auditProjection,
    impact: impactReport,
  });
}

async function* streamOf(history: readonly StoredEvent[], stream: string, from: number, limit: number) {
  yield* history.filter(({ envelope }) => envelope.stream === stream && envelope.revision >= from).slice(0, limit);
}

async function ask<Q extends object>(query: QueryClass<Q>, fields: Partial<Q>, as: Caller): Promise<Row> {
  const handler = handlers.find((candidate) => candidate.query === query)!;
  return (await handler.answer(Object.assign(new query(), fields), { caller: as })) as Row;
}

async function idsFor(as: Caller, fields: Partial<ListMissions> = {}): Promise<unknown[]> {
  const { items } = await ask(ListMissions, fields, as);
  return (items as unknown as Row[]).map((item) => item['id']);
}

async function audit(fields: Partial<AuditEvents>, as: Caller): Promise<Row[]> {
  const { pages } = (await ask(AuditEvents, fields, as)) as unknown as WholeAnswer;
  const rows: Row[] = [];
  for await (const page of pages) rows.push(...(page as readonly Row[]));
  return rows;
}

/** What the live stream tells of what has happened already. */
async function live(as: Caller, after = '0'): Promise<LiveUpdate[]> {
  const { follow } = (await ask(LiveEvents, { after }, as)) as unknown as LiveAnswer;
  const { position: last } = (await ask(ListMissions, {}, as)) as { readonly position: string };
  const stopping = new AbortController();
  const updates: LiveUpdate[] = [];
  setTimeout(() => stopping.abort(), 200);
  for await (const { update } of follow(stopping.signal)) {
    if (update) updates.push(update);
    if (update?.position === last) stopping.abort();
  }
  return updates;
}

const mission = (n: number, history: readonly GivenEvent[]) => history.map((event) => ({ ...event, id: id(n) }));
const refusal: GivenEvent = {
  type: 'MissionDeclined',
  data: { party: 'employee', employee: EMPLOYEE, reason: null },
  by: { person: EMPLOYEE, party: 'employee', role: 'employee' },
};
const closed: GivenEvent = {
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
const evaluation: GivenEvent = {
  type: 'MissionEvaluated',
  data: { party: 'employee', employee: EMPLOYEE, number: 1, scores: [], comment: SEALED('Très bien') },
  by: { person: EMPLOYEE, party: 'employee', role: 'employee' },
};

const places = viewPlaces({ sqlite: openSqliteViewStore, postgres: openPostgresViewStore });

describe.each(places)('over views in %s', (_name, place) => {
  beforeEach(async () => {
    views = await place.anew(projections);
  });
  afterEach(() => views.close());

  describe('a mission', () => {
    it('is seen by its parties and the company, and is nothing to anyone else', async () => {
      await over(...mission(1, confirmedMission()));
      for (const party of [hr, employee, manager, organisation]) {
        expect(await ask(GetMission, { id: id(1) }, party)).toMatchObject({
          id: id(1),
          status: 'confirmed',
          position: '4',
        });
      }
      await expect(ask(GetMission, { id: id(1) }, stranger)).rejects.toMatchObject({
        rejection: { code: 'NOT_FOUND' },
      });
      await expect(ask(MissionHistory, { id: id(1) }, stranger)).rejects.toMatchObject({
        rejection: { code: 'NOT_FOUND' },
      });
      expect(await idsFor(stranger)).toEqual([]);
    });

    it('has for each total the sum of its entries, and the revision of its last event', async () => {
      const rejected = { type: 'HoursRejected', data: { entryId: 'c', employee: EMPLOYEE, reason: { sealed: {} } } };
      await over(
        ...mission(1, [
          ...confirmedMission(),
          logged('a', '2026-03-03', 120),
          logged('b', '2026-03-04', 60, { onDuty: false }),
          logged('c', '2026-03-05', 30),
          logged('d', '2026-03-06', 45),
          approved('a'),
          approved('b'),
          rejected,
        ]),
        ...mission(2, [...confirmedMission(), logged('a', '2026-03-03', 15)]),
      );
      const none = { approvedMinutes: 0, approvedOffDutyMinutes: 0, rejectedMinutes: 0, voidedMinutes: 0 };
      const first = {
        ...{
          approvedMinutes: 120,
          approvedOffDutyMinutes: 60,
          rejectedMinutes: 30,
          pendingMinutes: 45,
          voidedMinutes: 0,
        },
        ...{ revision: 10, updatedAt: '2026-03-02T09:00:00.000Z' },
      };
      expect(await ask(GetMission, { id: id(1) }, hr)).toMatchObject(first);
      expect(await ask(ListMissions, {}, hr)).toMatchObject({
        items: [{ id: id(2), ...none, pendingMinutes: 15, revision: 4 }, first],
      });
    });

    it('given in personal time is nobody’s business in the hierarchy: no list, no hours, no report, no audit', async () => {
      await over(
        ...mission(1, [...confirmedMission({ basis: 'personal-time' }), logged('a', '2026-03-03', 60), approved('a')]),
      );
      for (const superior of [hr, manager]) {
        await expect(ask(GetMission, { id: id(1) }, superior)).rejects.toMatchObject({
          rejection: { code: 'NOT_FOUND' },
        });
        expect(await idsFor(superior)).toEqual([]);
        expect(await ask(ListHours, {}, superior)).toMatchObject({ items: [] });
      }
      expect(await audit({}, hr)).toEqual([]);
      expect(await ask(ImpactReport, { from: '2026-01', to: '2026-12' }, hr)).toMatchObject({ rows: [] });
      expect(await idsFor(employee)).toEqual([id(1)]);
      expect(await ask(ListHours, {}, organisation)).toMatchObject({ items: [{ entryId: 'a' }] });
    });

    it('refused by its employee was, to everyone else, not retained', async () => {
      await over(...mission(1, [{ type: 'MissionProposed', data: TERMS }, refusal]));
      expect(await ask(GetMission, { id: id(1) }, employee)).toMatchObject({
        status: 'declined',
        declinedBy: 'employee',
      });
      expect(await ask(GetMission, { id: id(1) }, hr)).toMatchObject({ status: 'not-retained', declinedBy: null });
      expect(await idsFor(hr, { status: 'declined' })).toEqual([]);
      expect(await idsFor(hr, { status: 'not-retained' })).toEqual([id(1)]);
      expect(await idsFor(employee, { status: 'declined' })).toEqual([id(1)]);
      const { items } = await ask(MissionHistory, { id: id(1) }, hr);
      expect(items).toMatchObject([{ type: 'MissionProposed' }, { masked: 'not-retained' }]);
      expect(JSON.stringify((items as unknown as Row[])[1])).not.toContain(EMPLOYEE);
      expect(await audit({ type: 'MissionDeclined' }, hr)).toMatchObject([{ masked: 'not-retained' }]);
      // Asked by its actor, even a masked entry would name them.
      expect(await audit({ actor: EMPLOYEE }, hr)).toEqual([]);
    });

    it('refused by anyone reads the same to the company, and whole to those who refused alone', async () => {
      const refusedBy = (n: number, party: string, person: string) =>
        mission(n, [
          { type: 'MissionProposed', data: TERMS },
          {
            ...refusal,
            data: { party, employee: EMPLOYEE, reason: SEALED(`By the ${party}`) },
            by: { person, party } as never,
          },
        ]);
      await over(
        ...refusedBy(1, 'employee', EMPLOYEE),
        ...refusedBy(2, 'organisation', id(900)),
        ...refusedBy(3, 'manager', MANAGER),
        ...refusedBy(4, 'company', HR),
      );
      const overseer = caller(id(903), ['hr']);
      expect(await idsFor(overseer, { status: 'declined' })).toEqual([]);
      expect(await idsFor(overseer, { status: 'not-retained' })).toEqual([id(4), id(3), id(2), id(1)]);
      const seen = await Promise.all([1, 2, 3, 4].map((n) => ask(GetMission, { id: id(n) }, overseer)));
      expect(new Set(seen.map(({ id: _, ...rest }) => JSON.stringify(rest))).size).toBe(1);

      const colleague = caller(id(904), ['organisation'], ORGANISATION);
      for (const [own, whose] of [
        [1, employee],
        [2, colleague],
        [3, manager],
        [4, hr],
      ] as const) {
        expect(await idsFor(whose, { status: 'declined' })).toEqual([id(own)]);
        expect(await idsFor(whose, { status: 'not-retained' })).toHaveLength(3);
        expect(await ask(GetMission, { id: id(own) }, whose)).toMatchObject({ status: 'declined' });
        const { items } = await ask(MissionHistory, { id: id(own) }, whose);
        expect(items).toMatchObject([{}, { why: expect.stringContaining('By the') }]);
      }
    });

    it('keeps an evaluation to its author until all are given or the deadline has passed', async () => {
      await over(...mission(1, [...confirmedMission(), closed, evaluation]));
      expect(await ask(GetMission, { id: id(1) }, employee)).toMatchObject({ evaluations: [{ comment: 'Très bien' }] });
      const masked = [{ party: 'employee', masked: 'evaluation', opensOn: '2026-06-01' }];
      expect(await ask(GetMission, { id: id(1) }, hr)).toMatchObject({ evaluations: masked });
      for (const answer of [
        await ask(GetMission, { id: id(1) }, hr),
        await ask(MissionHistory, { id: id(1) }, organisation),
        { entries: (await audit({}, hr)) as unknown as Row },
      ]) {
        expect(JSON.stringify(answer)).not.toContain('Très bien');
      }
    });

    it('opens a personal field on its way out, and says when it was erased', async () => {
      const rejected = (reason: string): GivenEvent => ({
        type: 'HoursRejected',
        data: { entryId: 'a', employee: EMPLOYEE, reason: SEALED(reason) },
      });
      await over(
        ...mission(1, [
          ...confirmedMission(),
          logged('a', '2026-03-03', 60, { comment: SEALED('gone') }),
          rejected('Absent'),
        ]),
      );
      expect(await ask(ListHours, {}, hr)).toMatchObject({
        items: [{ entryId: 'a', comment: { erased: true }, reason: 'Absent', state: 'rejected' }],
      });
    });
  });

  describe('a list', () => {
    it('goes on after its last item, and ends', async () => {
      await over(...[1, 2, 3].flatMap((n) => mission(n, confirmedMission())));
      const first = await ask(ListMissions, { limit: 2 }, hr);
      expect(first).toMatchObject({ items: [{ id: id(3) }, { id: id(2) }] });
      const second = await ask(ListMissions, { limit: 2, cursor: first['next'] as string }, hr);
      expect(second).toMatchObject({ items: [{ id: id(1) }], next: null });
    });

    const invalid = { rejection: { code: 'CURSOR_INVALID' } };
    const forged = (...values: readonly unknown[]) => Buffer.from(JSON.stringify(values)).toString('base64url');

    it('is had whole as it was when its first page was read, whatever is recorded meanwhile', async () => {
      const entries = Array.from({ length: 450 }, (_, n) => logged(id(1_000 + n), '2026-03-03', 1));
      const [first, ...more] = entries;
      const later = [...confirmedMission(), first!, ...more, approved(id(1_449)), logged(id(5_000), '2026-03-04', 1)];
      const seen = later.length - 2;
      await over(...later.slice(0, seen));
      const list = Object.assign(new ListHours(), { state: 'pending' });
      const handler = handlers.find(({ query }) => query === WholeList)!;
      const whole = (await handler.answer(new WholeList(list), { caller: hr })) as WholeAnswer;
      for (const projection of projections) await views.applyPage(projection, stored(later), 'spec');
      const given: Row[] = [];
      for await (const page of whole.pages) given.push(...(page as readonly Row[]));
      expect([whole.position, given.length]).toEqual([String(seen), 450]);
      expect(new Set(given.map(({ entryId }) => entryId)).size).toBe(450);
      expect(await ask(ListHours, { state: 'pending', limit: 200 }, hr)).toMatchObject({
        position: String(later.length),
      });
    });

    it('gives others their turn while it is had whole, and so does the audit trail', async () => {
      await over(
        ...confirmedMission(),
        ...Array.from({ length: 450 }, (_, n) => logged(id(1_000 + n), '2026-03-03', 1)),
      );
      const handler = handlers.find(({ query }) => query === WholeList)!;
      const whole = (await handler.answer(new WholeList(new ListHours()), { caller: hr })) as WholeAnswer;
      const trail = (await ask(AuditEvents, {}, caller(HR, ['auditor']))) as unknown as WholeAnswer;
      for (const { pages } of [whole, trail]) {
        let turns = 0;
        const count = () => {
          turns += 1;
          next = setImmediate(count);
        };
        let next = setImmediate(count);
        for await (const _page of pages);
        clearImmediate(next);
        expect(turns).toBeGreaterThan(1);
      }
    });

    it('is, as the audit trail, read many at a time where its events are light', async () => {
      await over(...Array.from({ length: 260 }, (_, n) => mission(n + 1, confirmedMission().slice(0, 1))).flat());
      readAtOnce = [];
      expect(await audit({}, caller(HR, ['auditor']))).toHaveLength(260);
      expect(Math.max(...readAtOnce)).toBeGreaterThan(80);
    });

    it('is, as the audit trail, read a few at a time where its events are heavy', async () => {
      const heavy = confirmedMission({ title: 'x'.repeat(60_000) }).slice(0, 1);
      await over(...Array.from({ length: 60 }, (_, n) => mission(n + 1, heavy)).flat());
      readAtOnce = [];
      expect(await audit({}, caller(HR, ['auditor']))).toHaveLength(60);
      expect(Math.max(...readAtOnce.slice(1))).toBeLessThan(5);
    });

    it('refuses a cursor of another tenant, or of nobody', async () => {
      await over();
      const cursors = [
        forged('other', 'a', 'b'),
        'nonsense',
        forged('main', 1, 'b'),
        forged('main', 'a'),
        forged('main', 'a', null),
      ];
      for (const cursor of cursors) await expect(ask(ListMissions, { cursor }, hr)).rejects.toMatchObject(invalid);
    });

    it.each([['a'], [-1], [1.5], [1e300], [null], [0, 0], []])(
      'refuses a history that goes on at %j',
      async (...values) => {
        await over(...mission(1, confirmedMission()));
        const cursor = forged('main', ...values);
        await expect(ask(MissionHistory, { id: id(1), cursor }, hr)).rejects.toMatchObject(invalid);
      },
    );

    it('says that it is incomplete where a stream is parked, naming only what the caller may see', async () => {
      await over(...mission(1, [...confirmedMission(), approved('nowhere')]), ...mission(2, confirmedMission()));
      expect(await ask(ListMissions, {}, hr)).toMatchObject({ incomplete: true, parked: [`mission-main.${id(1)}`] });
      expect(await ask(ListMissions, {}, stranger)).toMatchObject({ incomplete: true, parked: [] });
      const report = await ask(ImpactReport, { from: '2026-01', to: '2026-12' }, hr);
      expect(report).toMatchObject({ incomplete: true, publishable: false });
      const published = await ask(ImpactReport, { from: '2026-01', to: '2026-12' }, stranger);
      expect(published).toMatchObject({ incomplete: true, rows: [], total: { suppressed: true } });
    });

    it('gives names to those who may know them, and ids to others', async () => {
      const names = { givenName: SEALED('Zoé'), familyName: SEALED('Martin'), birthDate: SEALED('1980-01-01') };
      const none = { email: null, staffNumber: null, entryDate: null, employer: null, manager: null };
      const data = { ...names, ...none, department: '75', site: null, organisation: null };
      await over({ type: 'PersonRegistered', category: 'person', id: id(7), data });
      const known = await ask(ListPeople, { name: 'zoe m' }, hr);
      expect(known).toMatchObject({ items: [{ givenName: 'Zoé', familyName: 'Martin' }] });
      expect(JSON.stringify(known)).not.toContain('1980');
      expect(await ask(ListPeople, {}, stranger)).toMatchObject({ items: [{ id: id(7) }] });
      expect(JSON.stringify(await ask(ListPeople, {}, stranger))).not.toContain('Martin');
      expect(await ask(ListPeople, { name: 'zoe' }, stranger)).toMatchObject({ items: [] });
    });
  });

  describe('matches', () => {
    const need = (n: number, values: object = {}): GivenEvent => ({
      type: 'NeedPublished',
      category: 'need',
      id: id(n),
      data: { organisation: ORGANISATION, title: 'Comptes', ...NEED, ...values },
    });
    const offer = (n: number, values: object = {}): GivenEvent => ({
      type: 'OfferPublished',
      category: 'offer',
      id: id(n),
      data: { employee: EMPLOYEE, ...OFFER, ...values },
    });
    const TERMS_OF_BOTH = { skills: [], languages: [], remote: 'no', location: null, minutesPerWeek: null };
    const OFFER = {
      ...TERMS_OF_BOTH,
      ...{ causes: [], formats: [], radiusKm: null, availableFrom: null, availableUntil: null, words: null },
    };
    const NEED = {
      ...TERMS_OF_BOTH,
      ...{ description: null, cause: null, sdg: null, format: null, startsOn: null, endsOn: null },
      ...{ places: 1, contact: null, source: null },
    };
    const idsIn = (answer: unknown) => (answer as { items: readonly { id: string }[] }).items.map((item) => item.id);

    it('of an offer are the needs that can still be had', async () => {
      const claim = { subject: `mission-main.${id(1)}`, key: 'place', attempt: 1, amount: 1 };
      await over(
        offer(1),
        need(2),
        need(3),
        { type: 'ClaimTaken', category: 'need', id: id(3), data: claim },
        need(4, { endsOn: '2026-04-30' }),
        need(5, { endsOn: '2026-05-01' }),
        need(6, { organisation: id(60) }),
        {
          type: 'OrganisationRegistered',
          category: 'organisation',
          id: id(60),
          data: { name: 'Partie', register: 'rna', registerNumber: null, department: null, contact: null },
        },
        { type: 'OrganisationClosed', category: 'organisation', id: id(60), data: { closedOn: '2026-04-01' } },
      );
      expect(idsIn(await ask(OfferMatches, { id: id(1) }, hr)).toSorted()).toEqual([id(2), id(5)]);
    });

    it('of a need are the offers of people who are still there', async () => {
      const names = { givenName: SEALED('Zoé'), familyName: SEALED('Martin'), email: null, staffNumber: null };
      const rest = { entryDate: null, birthDate: null, employer: null, manager: null, department: null, site: null };
      await over(
        need(1),
        offer(2),
        offer(3, { availableUntil: '2026-04-30' }),
        offer(4, { employee: id(40) }),
        { type: 'PersonRegistered', category: 'person', id: id(40), data: { ...names, ...rest, organisation: null } },
        { type: 'PersonLeft', category: 'person', id: id(40), data: { leftOn: '2026-04-01' } },
      );
      expect(idsIn(await ask(NeedMatches, { id: id(1) }, hr))).toEqual([id(2)]);
    });
  });

  describe('the impact report', () => {
    it('is a publication for those who may not read the entries, whatever they ask', async () => {
      await over(...mission(1, [...confirmedMission(), logged('a', '2026-03-03', 60), approved('a')]));
      const asked = { from: '2026-01', to: '2026-12', audience: 'internal' } as const;
      expect(await ask(ImpactReport, asked, hr)).toMatchObject({ total: { confirmedMinutes: 60, publishable: false } });
      expect(await ask(ImpactReport, asked, employee)).toMatchObject({
        audience: 'publication',
        total: { suppressed: true },
        at: '2026-05-01',
        position: '6',
      });
    });

    it('is never read on a day to come, when evaluations that are hidden today would be open', async () => {
      await over(...mission(1, [...confirmedMission(), closed, evaluation]));
      const on = (at: string) => ask(ImpactReport, { from: '2026-01', to: '2026-12', at }, hr);
      await expect(on('2026-05-01')).resolves.toMatchObject({ total: { satisfaction: { answers: 0 } } });
      for (const at of ['2026-05-02', '2026-06-01']) {
        await expect(on(at)).rejects.toMatchObject({
          rejection: { code: 'AT_IN_FUTURE', params: { at, today: '2026-05-01' } },
        });
      }
    });

    it('refuses a period that ends before it begins', async () => {
      await over();
      const reversed = ask(ImpactReport, { from: '2026-02', to: '2026-01' }, hr);
      await expect(reversed).rejects.toMatchObject({ rejection: { code: 'PERIOD_REVERSED' } });
      const days = { from: '2026-02-02', to: '2026-02-01' };
      for (const query of [ListHours, ListMissions, AuditEvents]) {
        const asked = ask(query as QueryClass, days, hr);
        await expect(asked).rejects.toMatchObject({ rejection: { code: 'PERIOD_REVERSED' } });
      }
    });
  });

  describe('the entries behind the impact report', () => {
    const PERIOD = { from: '2026-03', to: '2026-04' } as const;
    const rejected = (entryId: string): GivenEvent => ({
      type: 'HoursRejected',
      data: { entryId, employee: EMPLOYEE, reason: null },
    });
    const lived = () =>
      over(
        ...mission(1, [
          ...confirmedMission({ cause: 'sport', sdg: 3, site: null }),
          ...[logged('a', '2026-03-03', 60), approved('a'), logged('b', '2026-03-31', 45), rejected('b')],
          ...[logged('c', '2026-04-03', 30), logged('d', '2026-04-20', 15), logged('z', '2026-05-01', 500)],
          logged('e', '2026-04-21', 25, { onDuty: false }),
          approved('e'),
        ]),
        ...mission(2, [
          ...confirmedMission({ cause: 'health', sdg: 10, site: 'lyon' }),
          ...[logged('a', '2026-04-06', 210, { unit: 'half-day', half: 'morning' }), approved('a')],
        ]),
        ...mission(3, [
          ...confirmedMission({ basis: 'personal-time', manager: null }),
          logged('p', '2026-04-07', 600),
          approved('p'),
        ]),
      );

    async function everyEntry(fields: Partial<ImpactEntries>): Promise<readonly Row[]> {
      const items: Row[] = [];
      for (let cursor: string | undefined; ;) {
        const page = await ask(ImpactEntries, { ...PERIOD, limit: 2, ...fields, ...(cursor && { cursor }) }, hr);
        items.push(...(page['items'] as unknown as Row[]));
        if (page['next'] === null) return items;
        cursor = page['next'] as string;
      }
    }
    const minutesOf = (entries: readonly Row[]) =>
      entries.reduce((total, entry) => total + (entry['minutes'] as number), 0);

    it('add up to each figure of time, in each row of each grouping and in the total', async () => {
      await lived();
      for (const groupBy of GROUPINGS) {
        const report = await ask(ImpactReport, { ...PERIOD, groupBy }, hr);
        const rows = report['rows'] as unknown as readonly Row[];
        expect(rows.length).toBeGreaterThan(0);
        for (const row of [...rows, report['total'] as Row]) {
          const { key } = row;
          const behind = await everyEntry({ groupBy, ...(key !== undefined && { key: (key as string | null) ?? '' }) });
          for (const state of TIME_STATES) {
            const counted = behind.filter(({ countsAs }) => countsAs === state);
            expect(minutesOf(counted)).toBe(row[`${state}Minutes`]);
            const named = { groupBy, state, ...(key !== undefined && { key: (key as string | null) ?? '' }) };
            expect(await everyEntry(named)).toEqual(counted);
          }
        }
      }
    });

    it('tell what was waiting from what had waited too long on the date of reading', async () => {
      await lived();
      expect(await everyEntry({ state: 'unanswered' })).toMatchObject([{ entryId: 'c', minutes: 30 }]);
      expect(await everyEntry({ state: 'unanswered', at: '2026-04-18' })).toEqual([]);
      expect(await everyEntry({ state: 'pending', at: '2026-04-18' })).toMatchObject([
        { entryId: 'd' },
        { entryId: 'c' },
      ]);
    });

    it('are none under a key that no row has, and never those of personal time', async () => {
      await lived();
      const none = [
        { groupBy: 'sdg', key: 'three' },
        { groupBy: 'month', key: 'April' },
        { groupBy: 'basis', key: 'personal-time' },
        { groupBy: 'cause', key: '' },
      ] as const;
      for (const named of none) expect(await everyEntry(named)).toEqual([]);
      expect((await everyEntry({})).map((entry) => entry['entryId'])).not.toContain('p');
    });

    it('are for those who may read the report whole', async () => {
      await lived();
      for (const as of [employee, manager, organisation, stranger]) {
        await expect(ask(ImpactEntries, PERIOD, as)).rejects.toMatchObject({
          rejection: { code: 'QUERY_NOT_ALLOWED' },
        });
      }
    });
  });

  describe('the audit trail', () => {
    it('is no empty trail while its view is being built', async () => {
      await over(...confirmedMission());
      for (const projection of projections) await views.reset(projection, 'live', 'spec');
      await expect(ask(AuditEvents, {}, hr)).rejects.toBeInstanceOf(ViewBeingBuilt);
    });

    it('tells what the event store holds, whatever its view was made to say', async () => {
      await over(...mission(1, confirmedMission()));
      const before = await audit({}, hr);
      const forged = stored(
        mission(
          1,
          confirmedMission().map((event) => ({ ...event, by: { person: MANAGER } })),
        ),
      );
      await views.reset(auditProjection, 'live', 'spec');
      await views.applyPage(auditProjection, forged, 'spec');
      expect(await audit({}, hr)).toEqual(before);
    });

    it('shows nobody another tenant’s events, also where its view names their positions', async () => {
      await over(...mission(1, confirmedMission()));
      await views.reset(auditProjection, 'live', 'spec');
      await views.applyPage(auditProjection, stored(mission(1, confirmedMission()), { tenant: 'other' }), 'spec');
      expect(await audit({}, { ...hr, tenant: 'other' })).toEqual([]);
    });

    it('gives each event with its body as stored, to those who oversee', async () => {
      await over(...mission(1, confirmedMission()));
      const entries = await audit({ stream: `mission-main.${id(1)}`, type: 'MissionProposed' }, hr);
      expect(entries).toMatchObject([{ position: '1', revision: 0, person: HR, category: 'mission' }]);
      expect(JSON.parse(entries[0]!['body'] as string)).toMatchObject({ type: 'MissionProposed' });
      expect(await audit({ from: '2026-03-03' }, hr)).toEqual([]);
      expect(await audit({ from: '2026-03-02', to: '2026-03-02' }, hr)).toHaveLength(4);
      await expect(audit({}, employee)).rejects.toMatchObject({ rejection: { code: 'QUERY_NOT_ALLOWED' } });
    });
  });

  describe('a list', () => {
    const readings: { readonly table: string; readonly query: RowsQuery }[] = [];
    const watched = (reader: ViewReader): ViewReader => ({
      ...reader,
      rows: (table, query) => {
        readings.push({ table, query });
        return reader.rows(table, query);
      },
      asOf: (known) => watched(reader.asOf(known)),
    });

    it.each<[string, QueryClass, object]>([
      ['missions', ListMissions, {}],
      ['missions of a person', ListMissions, { employee: EMPLOYEE }],
      ['hours', ListHours, {}],
      ['hours of a person', ListHours, { employee: EMPLOYEE }],
      ['needs', ListNeeds, {}],
      ['open needs', ListNeeds, { status: 'open' }],
      ['offers', ListOffers, {}],
      ['people', ListPeople, {}],
      ['organisations', ListOrganisations, {}],
      ['employers', ListEmployers, {}],
      ['what a report counts', ImpactReport, { from: '2026-01', to: '2026-12' }],
      ['the entries behind it', ImpactEntries, { from: '2026-01', to: '2026-12' }],
      ['the audit trail', AuditEvents, {}],
      ['the audit trail of a person', AuditEvents, { actor: HR }],
      ['the audit trail of a stream', AuditEvents, { stream: `mission-main.${id(1)}` }],
    ])('is read in the order of an index, so that no page sorts the whole: %s', async (_name, query, fields) => {
      const store = views;
      views = { ...store, read: (work) => store.read((reader) => work(watched(reader))) };
      await over(...mission(1, [...confirmedMission(), logged('a', '2026-03-03', 60)]));
      readings.length = 0;
      const answer = await ask(query, fields, hr);
      if ('pages' in answer) for await (const _page of answer['pages'] as unknown as AsyncIterable<object>);
      expect(readings).not.toEqual([]);
      for (const { table, query: reading } of readings) expect(indexFor(table, reading)).toBeDefined();
    });

    /** One that begins with the columns that are known, or none of them, and goes on in the order asked for. */
    function indexFor(table: string, { where = [], order }: RowsQuery): readonly string[] | undefined {
      const { key, indexes } = viewNamed(table);
      const equal = where.flatMap((condition) => ('anyOf' in condition || condition[1] !== '=' ? [] : [condition[0]]));
      return [key, ...indexes].find((columns) =>
        [[], ...equal.map((column) => [column])].some((known) => {
          const wanted = ['tenant', ...known, ...order.by];
          return wanted.every((column, place) => columns[place] === column);
        }),
      );
    }
  });

  describe('the live stream', () => {
    const types = (updates: readonly LiveUpdate[]) => updates.map(({ type }) => type);

    it('tells the parties and the company that something happened, and not what', async () => {
      await over(...mission(1, [...confirmedMission(), logged('a', '2026-03-03', 60)]));
      const first = {
        position: '1',
        stream: `mission-main.${id(1)}`,
        category: 'mission',
        streamId: id(1),
        revision: 0,
        type: 'MissionProposed',
      };
      for (const party of [hr, employee, manager, organisation]) {
        const updates = await live(party);
        expect(updates).toHaveLength(5);
        expect(updates[0]).toEqual({ ...first, recordedAt: expect.any(String) as string });
      }
      expect(await live(stranger)).toEqual([]);
    });

    it('goes on after what was last seen', async () => {
      await over(...mission(1, [...confirmedMission(), logged('a', '2026-03-03', 60)]));
      expect(types(await live(hr, '4'))).toEqual(['HoursLogged']);
      expect(await live(hr, '5')).toEqual([]);
    });

    it('masks a refusal and an evaluation, and says why', async () => {
      await over(
        ...mission(1, [{ type: 'MissionProposed', data: TERMS }, refusal]),
        ...mission(2, [...confirmedMission(), closed, evaluation]),
      );
      expect((await live(hr)).filter(({ masked }) => masked)).toMatchObject([
        { type: 'MissionDeclined', masked: 'not-retained', opensOn: null },
        { type: 'MissionEvaluated', masked: 'evaluation', opensOn: '2026-06-01' },
      ]);
      expect((await live(employee)).filter(({ masked }) => masked)).toEqual([]);
    });

    it('says nothing of what is given in personal time to the hierarchy', async () => {
      await over(...mission(1, confirmedMission({ basis: 'personal-time' })));
      expect(await live(hr)).toEqual([]);
      expect(await live(manager)).toEqual([]);
      expect(await live(employee)).toHaveLength(4);
    });

    it('tells of an offer to its employee and those who oversee offers only', async () => {
      const words = { skills: [], causes: [], languages: [], formats: [], remote: 'no', location: null, words: null };
      const rest = { minutesPerWeek: null, radiusKm: null, availableFrom: null, availableUntil: null };
      await over({
        type: 'OfferPublished',
        category: 'offer',
        id: id(1),
        data: { employee: EMPLOYEE, ...words, ...rest },
      });
      for (const mayKnow of [hr, employee]) expect(types(await live(mayKnow))).toEqual(['OfferPublished']);
      for (const other of [manager, organisation, stranger]) expect(await live(other)).toEqual([]);
    });

    it('refuses to go on after what this log has not given', async () => {
      await over(...mission(1, confirmedMission()));
      await expect(ask(LiveEvents, { after: '5' }, hr)).rejects.toMatchObject({
        rejection: { code: 'POSITION_UNKNOWN', params: { position: '5', last: '4' } },
      });
    });
  });
});
