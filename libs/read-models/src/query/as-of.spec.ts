import { createEventRegistry } from '@jalon/event-store';
import { instantPlus, type Caller, type Instant, type Row, type StoredEvent } from '@jalon/kernel';
import { matching } from '@jalon/marketplace';
import { missionEvents } from '@jalon/mission/events';
import { projections } from '../projections.js';
import { ListHours } from '../hours/hours.queries.js';
import { GetMission, ListMissions } from '../missions/missions.queries.js';
import { queryHandlers } from '../query-handlers.js';
import { ImpactEntries, ImpactReport } from '../reports/impact.queries.js';
import { GROUPINGS } from '@jalon/rules';
import {
  approved,
  arbitraryMissionHistory,
  confirmedMission,
  EMPLOYEE,
  given,
  HR,
  logged,
  MANAGER,
  missionStory,
  stored,
  TERMS,
  tokens,
  viewStoreFixtures,
  type GivenEvent,
  type ViewStoreFixture,
} from '@jalon/testing';
import { openPostgresViewStore, openSqliteViewStore } from '@jalon/view-store';
import fc from 'fast-check';
import type { QueryClass } from './query-handler.js';
import type { QueryRefused } from './query-rejections.js';

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const caller = (person: string, roles: Caller['roles']): Caller => ({
  tenant: 'main',
  person,
  roles,
  organisation: null,
});
const hr = caller(HR, ['hr']);
const { MISSION } = missionStory;

let place: ViewStoreFixture;

type Ask = <Q extends object>(query: QueryClass<Q>, fields: Partial<Q>, as?: Caller) => Promise<Row>;

/** Views over a history, asked at `now`. */
async function over(history: readonly StoredEvent[], now: Instant, work: (ask: Ask) => Promise<void>): Promise<void> {
  const views = await place.openEmpty(projections);
  for (const projection of projections) await views.applyPage(projection, history, 'spec');
  const handlers = queryHandlers({
    views,
    store: {
      readStream: async function* (stream, { limit = 1_000 } = {}) {
        yield* history.filter(({ envelope }) => envelope.stream === stream).slice(0, limit);
      },
      readAt: async (positions) => positions.map((position) => history[Number(position) - 1]!),
      readAll: async function* () {
        yield history;
      },
      lastPosition: async () => history.at(-1)?.position ?? null,
    },
    registry: createEventRegistry([...missionEvents]),
    sealer: { openAll: async (boxes) => boxes.map(({ sealed }) => ({ value: sealed.kid }) as never) },
    clock: { now: () => now },
    tenants: { require: async () => ({ zone: 'Europe/Paris', language: 'fr', mode: 'production', operator: HR }) },
    position: { waitFor: async () => undefined, requireOwn: async () => undefined, goesBeyond: async () => false },
    positionTokens: tokens,
    matching,
    noteRead: () => undefined,
    records: {} as never,
  });
  const ask: Ask = async (query, fields, as = hr) => {
    const handler = handlers.find((candidate) => candidate.query === query)!;
    return (await handler.answer(Object.assign(new query(), fields), { caller: as })) as Row;
  };
  try {
    await work(ask);
  } finally {
    await views.close();
  }
}

/** An answer without what tells that it was read later, and from a longer log. */
function bare({
  position: _p,
  asOf: _a,
  incomplete: _i,
  parked: _s,
  publishable: _r,
  next: _n,
  ...answer
}: Row): object {
  return answer;
}

/** Everything that can be read as of a moment. */
async function everything(ask: Ask, missions: readonly string[], asOf?: string): Promise<readonly object[]> {
  const then = asOf === undefined ? {} : { asOf };
  const answers: object[] = [];
  const note = async (answer: Promise<Row>) => {
    answers.push(await answer.then(bare, (error: unknown) => ({ refused: String(error) })));
  };
  await note(ask(ListMissions, then));
  await note(ask(ListHours, then));
  for (const mission of missions) await note(ask(GetMission, { id: mission, ...then }));
  const period = { from: '2026-01', to: '2027-12', ...then };
  for (const groupBy of GROUPINGS) await note(ask(ImpactReport, { ...period, groupBy }));
  await note(ask(ImpactEntries, period));
  return answers;
}

const NOON = '2026-06-15T10:00:00.000Z';
const HOUR = 3_600_000;

const { aMorning, closed, confirmed, corrected, OTHER_ENTRY, rejected } = missionStory;

/** Time that is written down, answered and mended, to the closure; or any events, most of which set their stream aside. */
const arbitraryHistory = fc.oneof(
  // Proposed once: who may see a mission is said there, and what may not be seen now is not seen as it was.
  arbitraryMissionHistory.map((events) =>
    events.filter(({ type }, index) => index === 0 || type !== 'MissionProposed'),
  ),
  fc
    .subarray([
      missionStory.approved(),
      missionStory.logged({ minutes: 60 }, OTHER_ENTRY),
      corrected({ ...aMorning, minutes: 30 }),
      rejected('x', OTHER_ENTRY),
      missionStory.approved(),
      closed(),
    ])
    .map((rest) => [...confirmed(), missionStory.logged(), ...rest]),
  // Its end, and what is said of it: outcomes answered once and again, evaluations given, hidden, replaced and opened.
  fc
    .shuffledSubarray([
      missionStory.outcomesConfirmed(),
      missionStory.outcomesDisputed(),
      missionStory.evaluated('employee', { usefulness: 4, preparation: 2 }),
      missionStory.evaluated('employee', { usefulness: 5 }),
      missionStory.evaluated('organisation', { recommendation: 3 }),
      missionStory.evaluated('company', { usefulness: 1 }),
    ])
    .map((rest) => [...confirmed(), missionStory.logged(), missionStory.approved(), closed(), ...rest]),
);

/** Lives of three missions, each event recorded some hours after the one before. */
const arbitraryLog = fc
  .array(
    fc.record({ mission: fc.integer({ min: 0, max: 2 }), hours: fc.constantFrom(0, 1, 9, 30), events: fc.nat(8) }),
    { minLength: 1, maxLength: 12 },
  )
  .chain((turns) =>
    fc.tuple(arbitraryHistory, arbitraryHistory, arbitraryHistory).map((lives) => {
      const rest = lives.map((life) => [...life]);
      let at = NOON;
      const given: GivenEvent[] = [];
      for (const { mission, hours, events } of turns) {
        at = instantPlus(at, hours * HOUR);
        for (const event of rest[mission]!.splice(0, events + 1)) given.push({ ...event, id: id(mission + 1), at });
      }
      return stored(given);
    }),
  );

const places = viewStoreFixtures({ sqlite: openSqliteViewStore, postgres: openPostgresViewStore });

describe.each(places)('over views in %s', (name, current) => {
  // What is folded is the same: of the other store a few runs tell whether it is read the same.
  const runs = name === 'SQLite' ? 40 : 8;
  beforeAll(() => {
    place = current;
  });

  describe('an answer as of a moment', () => {
    it('equals that of a store whose log ends there, for any history and moment', async () => {
      await fc.assert(
        fc.asyncProperty(arbitraryLog, fc.nat(), fc.boolean(), async (log, somewhere, byPosition) => {
          const last = log[somewhere % log.length];
          fc.pre(last !== undefined);
          const at = last.envelope.recordedAt;
          const cut = log.filter((event) =>
            byPosition ? Number(event.position) <= Number(last.position) : event.envelope.recordedAt <= at,
          );
          const missions = [1, 2, 3].map(id);
          let expected: readonly object[] = [];
          await over(cut, at, async (ask) => void (expected = await everything(ask, missions)));
          await over(log, '2028-01-01T00:00:00.000Z', async (ask) => {
            expect(await everything(ask, missions, byPosition ? given(last.position) : at)).toEqual(expected);
          });
        }),
        { numRuns: runs },
      );
    });

    const life: readonly GivenEvent[] = [
      ...confirmedMission().map((event) => ({ ...event, at: '2026-03-01T09:00:00.000Z' })),
      { ...logged('e1', '2026-03-03', 420), at: '2026-03-03T17:00:00.000Z' },
      // 22:30 in Paris on the 31st.
      { ...approved('e1'), at: '2026-03-31T20:30:00.000Z' },
      { ...logged('e2', '2026-03-04', 60), at: '2026-03-31T22:30:00.000Z' },
    ];
    const history = stored(life, { id: MISSION });
    const LAST = history.length - 1;
    const NOW = '2026-05-01T10:00:00.000Z';
    const minutes = async (ask: Ask, asOf: string) => {
      const { approvedMinutes, pendingMinutes } = await ask(GetMission, {
        id: history[0]!.envelope.stream.slice(13),
        asOf,
      });
      return [approvedMinutes, pendingMinutes];
    };

    it('is of the end of a day in the tenant’s zone, of an instant, or of a position', async () => {
      await over(history, NOW, async (ask) => {
        expect(await minutes(ask, '2026-03-30')).toEqual([0, 420]);
        expect(await minutes(ask, '2026-03-31')).toEqual([420, 0]);
        expect(await minutes(ask, '2026-04-01')).toEqual([420, 60]);
        expect(await minutes(ask, '2026-03-31T22:30:00+02:00')).toEqual([420, 0]);
        expect(await minutes(ask, '2026-03-31T20:29:59.999Z')).toEqual([0, 420]);
        expect(await minutes(ask, given(LAST))).toEqual([420, 0]);
      });
    });

    it('names its moment and its day', async () => {
      await over(history, NOW, async (ask) => {
        const { asOf } = await ask(ListMissions, { asOf: '2026-03-31' });
        expect(asOf).toEqual({ at: '2026-03-31T21:59:59.999Z', date: '2026-03-31' });
        const report = await ask(ImpactReport, { from: '2026-03', to: '2026-03', asOf: given(LAST + 1) });
        expect([report['asOf'], report['at']]).toEqual([
          { position: given(LAST + 1), date: '2026-04-01' },
          '2026-04-01',
        ]);
        expect((await ask(ListMissions, { asOf: '2026-05-01' }))['asOf']).toEqual({ at: NOW, date: '2026-05-01' });
        expect(await ask(ListMissions, {})).not.toHaveProperty('asOf');
      });
    });

    it.each([
      ['2026-05-02', 'AS_OF_IN_FUTURE'],
      ['2026-05-01T10:00:00.001Z', 'AS_OF_IN_FUTURE'],
      ['2026-02-30', 'AS_OF_INVALID'],
      ['2026-02-30T10:00:00Z', 'AS_OF_INVALID'],
      ['9999-12-31', 'AS_OF_INVALID'],
      ['0001-01-01', 'AS_OF_INVALID'],
      ['1899-12-31T23:59:59Z', 'AS_OF_INVALID'],
      ['7', 'AS_OF_INVALID'],
      [given(0), 'POSITION_UNKNOWN'],
      [given(1_000_000), 'POSITION_UNKNOWN'],
      [given(1, 'other'), 'POSITION_UNKNOWN'],
    ])('is not %s: %s', async (asOf, code) => {
      await over(history, NOW, async (ask) => {
        await expect(ask(ListMissions, { asOf })).rejects.toMatchObject({ rejection: { code } });
      });
    });

    it('reads a report no later than on its day', async () => {
      await over(history, NOW, async (ask) => {
        const query = { from: '2026-03', to: '2026-03', asOf: '2026-03-31', at: '2026-04-01' };
        await expect(ask(ImpactReport, query)).rejects.toMatchObject({ rejection: { code: 'AT_IN_FUTURE' } });
      });
    });

    it('masks what could not be seen then, although it can be seen now', async () => {
      const closed = {
        employee: EMPLOYEE,
        endedOn: '2026-04-01',
        forced: false,
        totals: {},
        outcomes: [],
        evaluationDeadline: '2026-04-15',
        reason: null,
      };
      const evaluation = { party: 'employee', employee: EMPLOYEE, number: 1, scores: [], comment: null };
      const by = { person: EMPLOYEE, party: 'employee', role: 'employee' } as const;
      const evaluated = stored(
        [
          ...life,
          { type: 'MissionClosed', data: closed, at: '2026-04-02T09:00:00.000Z' },
          { type: 'MissionEvaluated', data: evaluation, by, at: '2026-04-03T09:00:00.000Z' },
        ],
        { id: MISSION },
      );
      await over(evaluated, NOW, async (ask) => {
        const evaluations = async (asOf?: string) => {
          const answer = await ask(GetMission, { id: MISSION, ...(asOf && { asOf }) });
          return (answer['evaluations'] as unknown as Row[]).map((given) => given['masked'] ?? 'whole');
        };
        expect(await evaluations('2026-04-02')).toEqual([]);
        expect(await evaluations('2026-04-03')).toEqual(['evaluation']);
        expect(await evaluations('2026-04-16')).toEqual(['whole']);
        expect(await evaluations()).toEqual(['whole']);
      });
    });

    describe('shows no more than may be seen today', () => {
      const THEN = '2026-03-02T09:00:00.000Z';
      const LATER = '2026-03-10T09:00:00.000Z';
      const manager = caller(MANAGER, ['manager']);

      // No decider records two proposals of a mission; so far no other event changes who may see it.
      it('where the mission is no longer the caller’s', async () => {
        const history = stored(
          [
            { type: 'MissionProposed', data: TERMS, at: THEN },
            { type: 'MissionProposed', data: { ...TERMS, basis: 'personal-time' }, at: LATER },
          ],
          { id: MISSION },
        );
        await over(history, NOW, async (ask) => {
          const seenBy = async (who: Caller) => {
            const { items } = await ask(ListMissions, { asOf: THEN }, who);
            const basis = (moment: Partial<GetMission>) =>
              ask(GetMission, { id: MISSION, ...moment }, who).then(
                (answer) => answer['basis'],
                (error: unknown) => (error as QueryRefused).rejection.code,
              );
            return [(items as unknown as Row[]).length, await basis({ asOf: THEN }), await basis({ revision: 0 })];
          };
          expect(await seenBy(caller(EMPLOYEE, ['employee']))).toEqual([1, 'secondment', 'secondment']);
          expect(await seenBy(hr)).toEqual([0, 'NOT_FOUND', 'NOT_FOUND']);
          expect(await seenBy(manager)).toEqual([0, 'NOT_FOUND', 'NOT_FOUND']);
        });
      });

      it('where an evaluation is sealed again', async () => {
        const by = { person: EMPLOYEE, party: 'employee', role: 'employee' } as const;
        const evaluation = { party: 'employee', employee: EMPLOYEE, number: 1, scores: [], comment: null };
        const history = stored(
          [
            { type: 'MissionProposed', data: { ...TERMS, evaluators: ['employee'] }, at: THEN },
            { type: 'MissionEvaluated', data: evaluation, by, at: THEN },
            { type: 'MissionProposed', data: { ...TERMS, evaluators: ['employee', 'organisation'] }, at: LATER },
          ],
          { id: MISSION },
        );
        await over(history, NOW, async (ask) => {
          const evaluations = async (who: Caller, moment: Partial<GetMission>) => {
            const answer = await ask(GetMission, { id: MISSION, ...moment }, who);
            return (answer['evaluations'] as unknown as Row[]).map((given) => given['masked'] ?? 'whole');
          };
          for (const moment of [{ asOf: THEN }, { revision: 1 }]) {
            expect(await evaluations(caller(EMPLOYEE, ['employee']), moment)).toEqual(['whole']);
            expect(await evaluations(hr, moment)).toEqual(['evaluation']);
          }
        });
      });
    });
  });

  describe('a mission at a revision', () => {
    const events = stored(
      [
        ...confirmedMission().map((event) => ({ ...event, at: '2026-03-01T09:00:00.000Z' })),
        { ...logged('e1', '2026-03-03', 420), at: '2026-03-03T17:00:00.000Z' },
        { ...approved('e1'), at: '2026-03-05T08:00:00.000Z' },
      ],
      { id: MISSION },
    );

    it('is what it was when that event had just been recorded, at every revision', async () => {
      await over(events, '2026-05-01T10:00:00.000Z', async (ask) => {
        for (const { envelope, position } of events) {
          const at = await ask(GetMission, { id: MISSION, revision: envelope.revision });
          expect(at['revision']).toBe(envelope.revision);
          // In the same words and the same order.
          const then = await ask(GetMission, { id: MISSION, asOf: given(position) });
          expect(JSON.stringify(bare(at))).toBe(JSON.stringify(bare(then)));
        }
      });
    });

    it('is refused beyond its last revision, to callers who may not see it, and together with a moment', async () => {
      await over(events, '2026-05-01T10:00:00.000Z', async (ask) => {
        const revision = events.length;
        await expect(ask(GetMission, { id: MISSION, revision })).rejects.toMatchObject({
          rejection: { code: 'REVISION_UNKNOWN', params: { revision, last: revision - 1 } },
        });
        const stranger = caller(id(99), ['employee']);
        await expect(ask(GetMission, { id: MISSION, revision: 0 }, stranger)).rejects.toMatchObject({
          rejection: { code: 'NOT_FOUND' },
        });
        await expect(ask(GetMission, { id: MISSION, revision: 0, asOf: '2026-03-01' })).rejects.toMatchObject({
          rejection: { code: 'AS_OF_AND_REVISION' },
        });
      });
    });
  });
});
