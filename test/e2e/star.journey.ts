import { STAR_EXAMPLES } from '@jalon/engine';
import { lastDayOf } from '@jalon/kernel';
import { views } from '@jalon/read-models';
import { biViewsOf, type BiColumn, type BiView } from '@jalon/view-store';
import type { Storage } from './storages.js';
import { removeFolders, type Folders, type Service } from './service.js';
import { openStar } from './star.js';
import { startPopulatedService } from './populated-service.js';
import type { Client } from './client.js';
import { confirmedMission, dayFromToday, made, proposal, type Parties } from './parties.js';
import { tokensOf } from './position-tokens.js';

let folders: Folders;
const [AS_IT_STANDS, AS_IT_WAS, BY_MONTH, OUTCOMES, SATISFACTION, HOW_FAR] = Object.values(STAR_EXAMPLES);
let service: Service;
let parties: Parties;
let inPersonalTime: string;
let seen: Readonly<Record<string, string>>;

async function untilItAnswers(path: string): Promise<void> {
  while ((await parties.auditor.get(path, seen)).status === 503);
}

/** Two more missions. The first's outcomes are disputed. The second's are only claimed, and one party has evaluated it. */
async function twoMoreEnds(): Promise<string> {
  const { hr, charity, employee } = parties;
  const closed = async () => {
    const path = `/v1/missions/${await confirmedMission(parties)}`;
    const outcomes = [{ indicator: 'meals', quantity: 70 }];
    await made(hr, `${path}/closure`, { endedOn: dayFromToday(0), outcomes, reason: 'Fini plus tôt.' });
    return path;
  };
  await made(charity, `${await closed()}/outcomes/dispute`, { reason: 'Non.' });
  const scores = [{ criterion: 'usefulness', score: 1 }];
  await made(employee, `${await closed()}/evaluations`, { scores });
  await mergedInACircle();
  return personalTime();
}

/** The organisation that the missions are for is merged into a second, which a third and a fourth follow in a circle. */
async function mergedInACircle(): Promise<void> {
  const { hr, secondHr, organisation } = parties;
  const others = [];
  for (const name of ['Les Jardins réunis', 'Les Jardins de France', 'Les Jardins du monde']) {
    others.push((await made(hr, '/v1/organisations', { name, register: 'rna' })).id);
  }
  const [second, third, fourth] = others as [string, string, string];
  for (const [from, into] of [
    [organisation, second],
    [second, third],
    [third, fourth],
    [fourth, second],
  ] as const) {
    const path = `/v1/organisations/${from}/merger`;
    await made(secondHr, `${path}/confirmation`, { actId: (await made(hr, path, { into })).part });
  }
}

/** A mission in personal time, with one hour logged. */
async function personalTime(): Promise<string> {
  const { employee, charity } = parties;
  const { employer: _employer, manager: _manager, ...terms } = proposal(parties);
  const { id } = await made(employee, '/v1/missions', { ...terms, basis: 'personal-time' });
  inPersonalTime = id;
  await made(charity, `/v1/missions/${id}/acceptances`);
  const given = { date: dayFromToday(-2), unit: 'minutes', minutes: 60 };
  return (await made(employee, `/v1/missions/${id}/hours`, given)).position;
}

/** The views of tables that API lists show, by list. */
const LISTS = ['missions', 'hours', 'needs', 'offers', 'people', 'organisations', 'employers'] as const;

const STAR_VIEWS = views.flatMap(biViewsOf);

const period = { from: dayFromToday(-40).slice(0, 7), to: dayFromToday(0).slice(0, 7) };

async function reported(asOf?: string): Promise<unknown> {
  const path = `/v1/reports/impact?from=${period.from}&to=${period.to}&groupBy=cause`;
  const { body } = await parties.hr.get(asOf === undefined ? path : `${path}&asOf=${asOf}`, seen);
  const rows = body.rows as readonly { readonly key: string | null; readonly confirmedMinutes: number }[];
  return rows
    .filter((row) => row.confirmedMinutes > 0)
    .map((row) => ({ cause: row.key, minutes: row.confirmedMinutes }));
}

/** The confirmed minutes of each organisation's row of the report, by the name of the entry that stands for it. */
async function reportedByOrganisation(): Promise<Readonly<Record<string, number>>> {
  const { hr } = parties;
  const { body } = await hr.get(`/v1/reports/impact?from=${period.from}&to=${period.to}&groupBy=organisation`, seen);
  const entries: [string, number][] = [];
  for (const { key, confirmedMinutes } of body.rows as readonly {
    readonly key: string;
    readonly confirmedMinutes: number;
  }[]) {
    if (confirmedMinutes > 0) entries.push([(await hr.get(`/v1/organisations/${key}`)).body.name, confirmedMinutes]);
  }
  return Object.fromEntries(entries);
}

const sumsBy = (rows: readonly Record<string, unknown>[], column: string) =>
  rows.reduce<Record<string, number>>((sums, row) => {
    const key = String(row[column]);
    return { ...sums, [key]: (sums[key] ?? 0) + Number(row['minutes']) };
  }, {});

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const A_TIME = /^(\d{4}-\d\d-\d\d|\d\d:\d\d)/;

const ofMissions = ({ name, columns }: BiView) =>
  /^bi_(hours|outcomes|evaluation_scores|mission)/.test(name) && columns.some((column) => column.name === 'mission_id');

const valueIn = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, name) => (inner as Record<string, unknown> | null)?.[name] ?? null, value) ?? null;

/** SQLite has no flags and no lists. */
function asTheApi(value: unknown, type: BiColumn['type']): unknown {
  if (type === 'boolean' && value !== null) return Boolean(value);
  return type === 'json' && typeof value === 'string' ? JSON.parse(value) : value;
}

export function describeStar(storages: readonly Storage[]): void {
  describe.each(storages)('the star in %s, read by another program while the service runs', (_storage, empty) => {
    beforeAll(async () => {
      folders = await empty();
      ({ service, parties } = await startPopulatedService(folders));
      seen = { 'jalon-min-position': await twoMoreEnds() };
      // BI reads the tables without waiting, and on a busy machine they may still be behind.
      for (const path of ['/v1/audit/events', '/v1/missions', '/v1/needs', '/v1/people']) await untilItAnswers(path);
    });
    afterAll(async () => {
      await service.end();
      removeFolders(folders);
    });

    it('gives the figures of the report, as they stand and as they were', async () => {
      const { body } = await parties.auditor.get('/v1/audit/events?type=HoursApproved', seen);
      const approvals = body.items as readonly { readonly recordedAt: string }[];
      const star = await openStar(folders);
      try {
        const asked = { tenant: 'main', ...period };
        const rows = await star.all(AS_IT_STANDS!, asked);
        expect(rows.length).toBeGreaterThan(0);
        expect(rows).toEqual(await reported());
        const before = new Date(Date.parse(approvals[0]!.recordedAt) - 1).toISOString();
        const past = [before, ...approvals.map(({ recordedAt }) => recordedAt)];
        for (const at of past) expect(await star.all(AS_IT_WAS!, { ...asked, at })).toEqual(await reported(at));
        expect(await star.all(AS_IT_WAS!, { ...asked, at: before })).not.toEqual(rows);
        const months = await star.all(BY_MONTH!, asked);
        const sum = (of: readonly Record<string, unknown>[]) =>
          of.reduce((total, row) => total + Number(row['minutes']), 0);
        expect(months.map(({ organisation, people }) => [typeof organisation, people])).toContainEqual(['string', 1]);
        expect(sum(months)).toBe(sum(rows));
        expect(sumsBy(months, 'organisation')).toEqual(await reportedByOrganisation());
      } finally {
        await star.close();
      }
    });

    const rowsOfReport = async () => {
      const path = `/v1/reports/impact?from=${period.from}&to=${period.to}&groupBy=cause`;
      const { body } = await parties.hr.get(path, seen);
      return body as {
        readonly rows: readonly { readonly key: string | null; readonly satisfaction: Satisfaction }[];
        readonly total: { readonly outcomes: readonly object[] };
      };
    };
    interface Satisfaction {
      readonly averageHundredths: number | null;
      readonly answers: number;
    }

    it('gives the outcomes of the report: those that were confirmed, not those that are only claimed', async () => {
      const star = await openStar(folders);
      const asked = { tenant: 'main', ...period };
      const outcomes = await star.all(OUTCOMES!, asked);
      const states = await star.all('SELECT DISTINCT state FROM bi_outcomes ORDER BY state');
      await star.close();
      expect(outcomes).toEqual([{ indicator: 'people-trained', quantity: 3 }]);
      expect(outcomes).toEqual((await rowsOfReport()).total.outcomes);
      expect(states.map(({ state }) => state)).toEqual(['claimed', 'confirmed', 'disputed']);
    });

    it('gives the satisfaction of the report, and nothing of an evaluation that is hidden', async () => {
      const star = await openStar(folders);
      const days = { first: `${period.from}-01`, last: lastDayOf(period.to) };
      const now = await star.all(SATISFACTION!, { tenant: 'main', ...days });
      const scores = await star.all('SELECT DISTINCT score FROM bi_evaluation_scores_history');
      await star.close();
      // All four parties gave the one mission a 4. One party gave the other a 1.
      expect(now).toEqual([{ cause: 'social', average_hundredths: 400, answers: 4 }]);
      expect(scores).toEqual([{ score: 4 }]);
      const { rows } = await rowsOfReport();
      expect(now).toEqual(
        rows
          .filter((row) => row.satisfaction.answers > 0)
          .map(({ key, satisfaction: { averageHundredths, answers } }) => ({
            ...{ cause: key, average_hundredths: averageHundredths, answers },
          })),
      );
    });

    it('gives nothing of a mission in personal time, and nothing of who refused', async () => {
      const star = await openStar(folders);
      const found = [];
      for (const { name, columns } of STAR_VIEWS.filter(ofMissions)) {
        const rows = await star.all(`SELECT * FROM ${name}`);
        expect([name, rows.length]).not.toEqual([name, 0]);
        expect(Object.keys(rows[0]!)).toEqual(columns.map((column) => column.name));
        found.push(...rows.filter((row) => row['mission_id'] === inPersonalTime));
      }
      const statuses = (await star.all('SELECT DISTINCT status FROM bi_missions_history')).map(({ status }) => status);
      const claims = await star.all('SELECT * FROM bi_need_claims');
      await star.close();
      expect(found).toEqual([]);
      const [missions] = STAR_VIEWS.filter(({ name }) => name === 'bi_missions');
      const shown = missions!.columns.map(({ column }) => column);
      for (const withheld of ['evaluations', 'acceptedBy', 'declinedBy', 'decliner', 'refusalReason', 'openAmendment'])
        expect(shown).not.toContain(withheld);
      expect(statuses).toContain('not-retained');
      expect(statuses).not.toContain('declined');
      expect(Object.keys(claims[0] ?? {}).sort()).toEqual(['amount', 'need_id', 'tenant']);
      // The mission is in the table behind the views that BI reads.
      const { body } = await parties.employee.get(`/v1/missions/${inPersonalTime}`, seen);
      expect(body).toMatchObject({ basis: 'personal-time', pendingMinutes: 60 });
    });

    it.each(LISTS)('has one row in bi_%s for each item of that list, and says the same of it', async (list) => {
      const star = await openStar(folders);
      const { body } = await parties.hr.get(`/v1/${list}?limit=200`, seen);
      const rows = await star.all(`SELECT * FROM bi_${list}`);
      await star.close();
      const items = body.items as readonly Record<string, unknown>[];
      expect(items.length).toBeGreaterThan(0);
      const { columns, key } = STAR_VIEWS.find(({ name }) => name === `bi_${list}`)!;
      const own = key.at(-1)!;
      const toldOf = (item: Record<string, unknown>) =>
        Object.fromEntries(
          columns
            .filter(({ name }) => name !== 'tenant')
            .map(({ name, column, path }) => [name, valueIn(item[column], path)]),
        );
      const readOf = ({ tenant: _, ...row }: Record<string, unknown>) =>
        Object.fromEntries(
          columns.filter(({ name }) => name in row).map(({ name, type }) => [name, asTheApi(row[name], type)]),
        );
      const sorted = (all: readonly Record<string, unknown>[]) =>
        [...all].sort((one, other) => (String(one[own]) < String(other[own]) ? -1 : 1));
      expect(sorted(rows.map(readOf))).toEqual(sorted(items.map(toldOf)));
    });

    it('holds an id in columns of ids alone, days and moments in columns of their types, and nothing sealed', async () => {
      const star = await openStar(folders);
      for (const { name, columns } of STAR_VIEWS)
        for (const row of await star.all(`SELECT * FROM ${name}`)) {
          expect(JSON.stringify(row)).not.toMatch(/sealed/i);
          for (const { name: column, type } of columns.filter((each) => each.type === 'text')) {
            expect([name, column, type, row[column]]).not.toEqual([name, column, type, expect.stringMatching(A_TIME)]);
            if (UUID.test(String(row[column])))
              expect([name, column]).toEqual([name, expect.stringMatching(/_id$|^operator$/)]);
          }
        }
      await star.close();
    });

    it('reveals scores without a new version: loaded by what changed, they would be missing; the view whole has them', async () => {
      const { hr, employee, charity, manager } = parties;
      const path = `/v1/missions/${await confirmedMission(parties)}`;
      const evaluate = (party: Client) =>
        made(party, `${path}/evaluations`, { scores: [{ criterion: 'usefulness', score: 2 }] });
      const outcomes = [{ indicator: 'meals', quantity: 70 }];
      await made(hr, `${path}/closure`, { endedOn: dayFromToday(0), outcomes, reason: 'Fini plus tôt.' });
      await made(charity, `${path}/outcomes/confirmation`);
      for (const party of [employee, charity, manager]) await evaluate(party);
      const before = await evaluate(manager);
      const after = await evaluate(hr);
      seen = { 'jalon-min-position': after.position };
      await untilItAnswers(path);
      const star = await openStar(folders);
      const partiesIn = async (rows: string) =>
        (await star.all(`SELECT party FROM ${rows} ORDER BY party`)).map(({ party }) => party);
      const own = `mission_id = '${path.split('/').at(-1)!}'`;
      const since = tokensOf(folders).read('main', before.position);
      const changed = `known_from > ${since} OR known_to > ${since}`;
      expect(await partiesIn(`bi_evaluation_scores_history WHERE ${own} AND (${changed})`)).toEqual(['company']);
      const revealed = await partiesIn(`bi_evaluation_scores WHERE ${own}`);
      await star.close();
      expect(revealed).toEqual(['company', 'employee', 'manager', 'organisation']);
    });

    it('says how far it is', async () => {
      const star = await openStar(folders);
      const progress = (await star.all(HOW_FAR!)) as unknown as readonly {
        readonly projection: string;
        readonly position: string;
      }[];
      await star.close();
      const names = progress.map(({ projection }) => projection);
      expect(names).toEqual(['acts', 'audit', 'claims', 'directory', 'marketplace', 'missions']);
      const reached = Number(tokensOf(folders).read('main', seen['jalon-min-position']!));
      for (const { position } of progress) expect(Number(position)).toBeGreaterThanOrEqual(reached);
    });
  });
}
