import { mayUse, policies } from '@jalon/access';
import type { Caller, Row } from '@jalon/kernel';
import { approved, confirmedMission, logged, viewStoreFixtures, type GivenEvent } from '@jalon/testing';
import { openSqliteViewStore } from '@jalon/view-store';
import { ListActs } from '../acts/acts.queries.js';
import { AuditEvents } from '../audit/audit.queries.js';
import {
  GetEmployer,
  GetOrganisation,
  GetPerson,
  GetTenant,
  ListEmployers,
  ListOrganisations,
  ListPeople,
} from '../directory/directory.queries.js';
import { ListHours } from '../hours/hours.queries.js';
import { GetNeed, GetOffer, ListNeeds, ListOffers, OfferMatches } from '../marketplace/marketplace.queries.js';
import { GetMission, ListMissions, MissionHistory } from '../missions/missions.queries.js';
import { projections } from '../projections.js';
import { ImpactEntries, ImpactReport, ReportExport } from '../reports/impact.queries.js';
import { ListExport, type ExportAnswer } from './list-export.js';
import type { ListQuery } from './list.queries.js';
import type { QueryClass } from './query-handler.js';
import {
  audit,
  ask,
  closed,
  evaluation,
  fixture,
  happen,
  id,
  live,
  refusal,
  SEALED,
  SOMEBODY,
  viewsOver,
} from './query.fixture.js';

// Whoever holds a role for one employer alone is shown nothing of another: whatever query they ask, in whatever form.

const [NORTH, SOUTH, SHELTER, NEED, AUDITOR] = [id(1), id(2), id(3), id(4), id(5)];
const limited = (role: 'auditor' | 'compliance' | 'hr' | 'works-council', employer = NORTH): Caller => ({
  ...{ tenant: 'main', person: AUDITOR, roles: [], organisation: null },
  employerRoles: [{ role, employer }],
});
const auditor = limited('auditor');

const entity = (of: string, name: string): GivenEvent => ({
  ...{ type: 'EmployerRegistered', category: 'employer', id: of },
  data: { name, siren: null },
});
const SHARED: readonly GivenEvent[] = [
  {
    ...{ type: 'TenantOpened', category: 'tenant', id: 'main' },
    data: { language: 'fr', mode: 'production', operator: id(6), zone: 'Europe/Paris' },
  },
  entity(NORTH, 'Nord'),
  entity(SOUTH, 'Sud'),
  {
    ...{ type: 'OrganisationRegistered', category: 'organisation', id: SHELTER },
    data: { name: 'Les Toits', register: 'rna', registerNumber: null, department: null, contact: null, branchOf: null },
  },
  {
    ...{ type: 'NeedPublished', category: 'need', id: NEED },
    data: {
      ...{ organisation: SHELTER, title: 'Comptes', description: null, cause: null, sdg: null, skills: ['accounting'] },
      ...{ format: null, remote: 'no', location: null, languages: [], startsOn: null, endsOn: null },
      ...{ minutesPerWeek: null, places: 9, contact: null, source: null },
    },
  },
];
const OFFER = {
  ...{ skills: ['accounting'], causes: [], languages: [], formats: [], remote: 'no', department: null },
  ...{ words: SEALED('mots'), coordinates: null, minutesPerWeek: null, radiusKm: null },
  ...{ availableFrom: null, availableUntil: null },
};

/** What happens at an employer: the ids of its people and things, and their events. */
interface Happened {
  readonly ids: readonly string[];
  readonly missions: readonly string[];
  readonly events: readonly GivenEvent[];
}

let last = 100;
const nextId = () => id((last += 1));

/** Somebody of the employer. */
function person(employer: string): Happened & { readonly is: string } {
  const is = nextId();
  const data = { ...SOMEBODY, givenName: SEALED(`name of ${is}`), employer };
  return { is, ids: [is], missions: [], events: [{ type: 'PersonRegistered', category: 'person', id: is, data }] };
}

const STORIES = [
  'work',
  'personal time',
  'refused',
  'closed',
  'moved',
  'offer',
  'role',
  'left',
  'merged',
  'shared',
] as const;
type Story = (typeof STORIES)[number];

/** One of the stories, told with people of the employer alone. */
function happening(story: Story, employer: string): Happened {
  const [employee, manager, hr] = [person(employer), person(employer), person(employer)];
  const people = [employee, manager, hr].flatMap(({ events }) => events);
  const [thing, act] = [nextId(), nextId()];
  const mine = (event: GivenEvent): GivenEvent => ({
    ...event,
    id: thing,
    by: { party: 'company', role: 'hr', person: hr.is },
  });
  const about = (event: GivenEvent): GivenEvent => ({ ...event, data: { ...event.data, employee: employee.is } });
  const told = (
    events: readonly GivenEvent[],
    ids: readonly string[] = [],
    missions: readonly string[] = [],
  ): Happened => ({
    ids: [employee.is, manager.is, hr.is, ...ids],
    missions,
    events: [...people, ...events],
  });
  const terms = { employee: employee.is, manager: manager.is, employer, organisation: SHELTER, need: NEED };
  const work = [...confirmedMission(terms), about(logged('e1', '2026-03-03', 120)), approved('e1')].map(mine);
  const claim: GivenEvent = {
    ...{ type: 'ClaimTaken', category: 'need', id: NEED, by: { person: hr.is } },
    data: { subject: `mission-main.${thing}`, key: 'place', attempt: 1, amount: 1 },
  };
  const requested: GivenEvent = {
    type: 'ForcedClosureRequested',
    data: { actId: act, expiresOn: '2026-05-09', endedOn: '2026-04-01', outcomes: [], reason: null },
  };
  const onPerson = (type: string, data: object): GivenEvent => ({
    ...{ type, category: 'person', id: employee.is, data, by: { person: hr.is, party: 'company', role: 'hr' } },
  });
  switch (story) {
    case 'work':
      return told([...work, claim, mine(about(requested))], [thing], [thing]);
    case 'personal time':
      return told(confirmedMission({ ...terms, manager: null, basis: 'personal-time' }).map(mine), [thing]);
    case 'refused':
      return told([...confirmedMission(terms).slice(0, 1), about(refusal)].map(mine), [thing], [thing]);
    case 'closed':
      return told([...work, mine(about(closed)), mine(about(evaluation))], [thing], [thing]);
    case 'moved': {
      const other = employer === NORTH ? SOUTH : NORTH;
      const data = { employee: employee.is, field: 'employer', before: employer, after: other, reason: null };
      return told([...work, mine({ type: 'AttributionCorrected', data })], [thing], [thing]);
    }
    case 'offer': {
      const data = { employee: employee.is, ...OFFER };
      return told([{ ...mine({ type: 'OfferPublished', data }), category: 'offer' }], [thing]);
    }
    case 'role': {
      const scope = { role: 'auditor', employer, organisation: null, until: null };
      return told([
        onPerson('RoleGrantRequested', { actId: act, expiresOn: '2026-05-09', ...scope, reason: SEALED('reason') }),
      ]);
    }
    case 'left':
      return told([onPerson('PersonLeft', { leftOn: '2026-04-01' })]);
    case 'merged':
      return told([onPerson('PersonMerged', { actId: act, into: manager.is })]);
    case 'shared':
      return told([
        { ...mine({ type: 'NeedClosed', data: { reason: 'withdrawn' } }), category: 'need', id: NEED },
        {
          ...mine({ type: 'EmployerRevised', data: { name: 'Nouveau', siren: null } }),
          category: 'employer',
          id: employer,
        },
        {
          ...mine({
            type: 'PublicationCorrectionRequested',
            data: { actId: act, expiresOn: '2026-05-09', reason: null },
          }),
          ...{ category: 'publication', id: '2026-03' },
        },
      ]);
  }
}

const LISTS: Readonly<Record<string, QueryClass<ListQuery>>> = {
  ...{ ListMissions, ListHours, ListNeeds, ListOffers, ListEmployers, ListOrganisations, ListPeople, ListActs },
  ImpactEntries: ImpactEntries,
};
const BY_ID: Readonly<Record<string, QueryClass>> = {
  ...{ GetMission, MissionHistory, GetNeed, GetOffer, OfferMatches, GetEmployer, GetOrganisation, GetPerson },
};
const MONTHS = { from: '2026-01', to: '2026-12', groupBy: 'organisation' } as const;

/** All that an export writes, with the names behind every id of `named`. */
async function written(query: QueryClass, asked: object, as: Caller, named: readonly string[]): Promise<unknown> {
  const { pages, names } = (await ask(query, asked, as)) as unknown as ExportAnswer;
  const rows: unknown[] = [];
  for await (const page of pages) rows.push(...page);
  const namesOf = await names();
  return [rows, [...(await namesOf('people', named))]];
}

/** Everything that an action shows: the page of a list, a file, the stream, or the one thing, or null where it is not there. */
async function shown(action: string, as: Caller, ids: readonly string[]): Promise<unknown> {
  const [name = '', form] = action.split('/');
  if (name === 'LiveEvents') return live(as);
  if (name === 'AuditEvents') return [await audit({}, as), await written(AuditEvents, {}, as, ids)];
  if (name === 'MyReads') return null;
  if (name === 'GetTenant') return ask(GetTenant, {}, as);
  if (name === 'ImpactReport') {
    const report = Object.assign(new ImpactReport(), MONTHS, { audience: 'internal' });
    return form ? written(ReportExport, { report }, as, ids) : ask(ImpactReport, report, as);
  }
  const list = LISTS[name];
  const fields = { ...(name === 'ImpactEntries' ? MONTHS : {}), limit: 200 };
  if (list && form) return written(ListExport, { list: Object.assign(new list(), fields) }, as, ids);
  if (list) return ask(list, fields, as);
  const one = BY_ID[name];
  if (!one) throw new Error(`say here how a caller with a limited role asks ${action}, so that it is checked`);
  return Promise.all([...ids, SOUTH].map((each) => ask(one, { id: each, limit: 20 }, as).catch(notFound)));
}

function notFound(error: unknown): null {
  expect(error).toMatchObject({ rejection: { code: 'NOT_FOUND' } });
  return null;
}

const actionsOf = (as: Caller) =>
  policies.filter(({ kind, action }) => ['query', 'export', 'live'].includes(kind) && mayUse(action, as));

const [place] = viewStoreFixtures({
  sqlite: openSqliteViewStore,
  postgres: () => Promise.reject(new Error('not here')),
});

describe('a caller whose role is limited to an employer', () => {
  beforeEach(async () => {
    fixture.views = await place![1].openEmpty(projections);
    await viewsOver(...SHARED);
  });
  afterEach(() => fixture.views.close());

  it.each(['auditor', 'compliance', 'hr'] as const)(
    'is shown no id of a person or thing of another employer, whatever they ask as %s',
    async (role) => {
      const [theirs, others] = [NORTH, SOUTH].map((employer) => STORIES.map((story) => happening(story, employer)));
      for (const [at, { events }] of others!.entries()) await happen(...events, ...theirs![at]!.events);
      const hidden = others!.flatMap(({ ids }) => ids);
      const as = limited(role);
      for (const { action } of actionsOf(as)) {
        const text = JSON.stringify(await shown(action, as, hidden));
        expect([action, hidden.filter((each) => text.includes(each))]).toEqual([action, []]);
      }
    },
  );

  it('is shown what is of their employer, in each form', async () => {
    const all = STORIES.map((story) => happening(story, NORTH));
    await happen(...all.flatMap(({ events }) => events), ...STORIES.flatMap((story) => happening(story, SOUTH).events));
    const missions = all.flatMap((each) => each.missions);
    const list = async (query: QueryClass<ListQuery>, as = auditor) =>
      ((await ask(query, { limit: 200 }, as)) as unknown as { items: readonly Row[] }).items;
    expect((await list(ListMissions)).map((row) => row['id']).sort()).toEqual([...missions].sort());
    expect((await list(ListPeople)).map((row) => row['employer'])).toEqual(
      all.flatMap(({ ids }) => ids.slice(0, 3)).map(() => NORTH),
    );
    expect(await list(ListEmployers)).toMatchObject([{ id: NORTH }]);
    expect(await list(ListOffers)).toMatchObject([{ words: 'mots' }]);
    expect(await list(ListNeeds)).toHaveLength(1);
    expect(await list(ListOrganisations)).toHaveLength(1);
    expect((await list(ListActs)).map((row) => row['kind']).sort()).toEqual(['forced-closure', 'role-grant']);
    for (const mission of missions)
      expect(await ask(GetMission, { id: mission }, auditor)).toMatchObject({ id: mission });
    const streams = (await live(auditor)).map(({ streamId }) => streamId);
    for (const mission of missions) expect(streams).toContain(mission);
  });

  it('reads the figures of their employer’s missions that are attributed to it, and opens the same entries', async () => {
    await happen(
      ...(['work', 'closed', 'moved', 'personal time'] as const).flatMap((story) => happening(story, NORTH).events),
    );
    await happen(
      ...(['work', 'moved', 'closed', 'closed'] as const).flatMap((story) => happening(story, SOUTH).events),
    );
    const report = await ask(ImpactReport, { ...MONTHS, groupBy: 'employer' }, auditor);
    expect(report).toMatchObject({ audience: 'internal', rows: [{ key: NORTH, confirmedMinutes: 240 }] });
    const entries = await ask(ImpactEntries, { ...MONTHS, groupBy: 'employer', limit: 20 }, auditor);
    expect(entries['items']).toHaveLength(2);
    const whole = await ask(ImpactReport, { ...MONTHS, groupBy: 'employer' }, { ...auditor, roles: ['auditor'] });
    expect(whole).toMatchObject({ rows: [{ confirmedMinutes: 360 }, { confirmedMinutes: 480 }] });
  });

  it('finds in the audit trail what the employers share masked, and personal time masked for an auditor alone', async () => {
    await happen(...happening('shared', NORTH).events, ...happening('personal time', NORTH).events);
    const masks = async (as: Caller) =>
      new Set(
        (await audit({}, as)).map(
          (row) => `${row['category'] as string} ${(row['masked'] as string | undefined) ?? 'whole'}`,
        ),
      );
    const shared = ['tenant employer', 'organisation employer', 'need employer', 'publication employer'];
    const own = ['employer whole', 'person whole'];
    expect(await masks(auditor)).toEqual(new Set([...own, ...shared, 'mission personal-time']));
    for (const role of ['compliance', 'hr'] as const)
      expect(await masks(limited(role))).toEqual(new Set([...own, ...shared]));
  });

  it('sees of several employers what is of each, and nothing by a role that reaches no employer', async () => {
    const [north, south] = [happening('work', NORTH), happening('work', SOUTH)];
    await happen(...north.events, ...south.events);
    const both = {
      ...auditor,
      employerRoles: [...auditor.employerRoles!, { role: 'compliance' as const, employer: SOUTH }],
    };
    const { items } = await ask(ListMissions, { limit: 20 }, both);
    expect(items).toHaveLength(2);
    await expect(ask(ListMissions, { limit: 20 }, limited('works-council'))).rejects.toMatchObject({
      rejection: { code: 'QUERY_NOT_ALLOWED' },
    });
    const asked = { ...MONTHS, groupBy: 'cause', from: '2026-03', to: '2026-03', audience: 'internal' } as const;
    expect(await ask(ImpactReport, asked, limited('works-council'))).toMatchObject({ audience: 'publication' });
  });
});
