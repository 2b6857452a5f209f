import { getMetadataStorage } from 'class-validator';
import { personalFieldsOfCommand, personalFieldsOf, type Row } from '@jalon/kernel';
import { directoryEvents } from '@jalon/directory/events';
import { marketplaceEvents } from '@jalon/marketplace/events';
import { missionEvents } from '@jalon/mission/events';
import { confirmedMission, EMPLOYEE, HR, logged, MANAGER } from '@jalon/testing';
import { openSqliteViewStore } from '@jalon/view-store';
import { viewStoreFixtures } from '@jalon/testing';
import { GetMission, ListMissions } from '../missions/missions.queries.js';
import { GetPerson, ListPeople } from '../directory/directory.queries.js';
import { ListHours } from '../hours/hours.queries.js';
import { projections } from '../projections.js';
import { queryHandlers } from '../query-handlers.js';
import { ListExport, type ExportAnswer } from '../query/list-export.js';
import {
  ask,
  caller,
  employee,
  fixture,
  hr,
  id,
  mission,
  notedReads,
  SOMEBODY,
  viewsOver,
} from '../query/query.fixture.js';
import { PERSON_FIELDS, peopleNamed } from './people-named.answers.js';
import { recordingReads } from './recorded-reads.answers.js';

const ZOE = id(50);
const registered = (person: string) => ({
  type: 'PersonRegistered',
  category: 'person' as const,
  id: person,
  data: SOMEBODY,
});

const [place] = viewStoreFixtures({
  sqlite: openSqliteViewStore,
  postgres: () => Promise.reject(new Error('not here')),
});

describe('an answer that shows personal data', () => {
  beforeEach(async () => {
    fixture.views = await place![1].openEmpty(projections);
    await viewsOver(
      ...mission(1, [...confirmedMission(), logged('e1', '2026-03-03', 60)]),
      registered(ZOE),
      registered(EMPLOYEE),
    );
    notedReads.length = 0;
  });
  afterEach(() => fixture.views.close());

  const last = () => notedReads.at(-1);

  it('is recorded: by whom, in which roles, by what, what was asked, and whom it shows', async () => {
    await ask(ListPeople, { limit: 20, status: 'active' }, caller(HR, ['hr', 'employee']));
    expect(last()).toEqual({
      tenant: 'main',
      person: HR,
      roles: ['hr', 'employee'],
      credential: 'session',
      query: 'ListPeople',
      parameters: { limit: 20, status: 'active' },
      people: [EMPLOYEE, ZOE].sort(),
    });
  });

  it('is recorded as nobody’s where nobody is logged in', async () => {
    const handler = fixture.handlers.find(({ query }) => query === ListPeople)!;
    await handler.answer(Object.assign(new ListPeople(), { limit: 20 }), { caller: hr, isAnonymous: true });
    expect(last()).toMatchObject({ person: null, roles: [], credential: null, people: [EMPLOYEE, ZOE].sort() });
  });

  it('is recorded without the text that was searched for', async () => {
    await ask(ListPeople, { limit: 20, name: 'martin' }, hr);
    expect(last()).toMatchObject({ parameters: { limit: 20 } });
    expect(JSON.stringify(notedReads)).not.toContain('martin');
  });

  it('names the people of a mission and of time', async () => {
    await ask(GetMission, { id: id(1) }, hr);
    expect(last()!.people).toEqual(expect.arrayContaining([EMPLOYEE, MANAGER]));
    await ask(ListHours, {}, hr);
    expect(last()!.people).toContain(EMPLOYEE);
    expect(last()!.people).not.toContain(HR);
  });

  it('is not recorded where it shows the caller alone', async () => {
    await ask(GetPerson, { id: EMPLOYEE }, employee);
    expect(notedReads).toEqual([]);
  });

  it('is not recorded where it shows nobody', async () => {
    await ask(ListMissions, { status: 'closed' }, hr);
    expect(notedReads).toEqual([]);
  });

  const exported = async () => {
    const handler = fixture.handlers.find(({ query }) => query === ListExport)!;
    const list = Object.assign(new ListPeople(), { limit: 50 });
    return (await handler.answer(new ListExport(list), { caller: hr })) as ExportAnswer;
  };

  it('is recorded once for a whole export, when it ends', async () => {
    const { pages } = await exported();
    expect(notedReads).toEqual([]);
    const items: object[] = [];
    for await (const page of pages) items.push(...page);
    expect(items).toHaveLength(2);
    expect(notedReads).toMatchObject([{ query: 'ListPeople/export', credential: null, people: expect.any(Array) }]);
    expect([...notedReads[0]!.people].sort()).toEqual([EMPLOYEE, ZOE].sort());
  });

  it('is recorded for an export that its reader leaves', async () => {
    const { pages } = await exported();
    for await (const _page of pages) break;
    expect(notedReads).toHaveLength(1);
  });
});

describe('the people whom an answer names', () => {
  const named = (answer: object) => [...peopleNamed(answer)];

  it('are found at whatever depth, in lists of ids, and in the bytes of an event', () => {
    expect(named({ items: [{ changes: { employee: ZOE } }, { actor: { person: HR } }] })).toEqual([ZOE, HR]);
    expect(named({ authors: [ZOE], organisation: id(7) })).toEqual([ZOE]);
    expect(named({ body: `{"data":{"employee":"${ZOE}","need":"${id(7)}"}}` })).toEqual([ZOE]);
    expect(named({ category: 'person', streamId: ZOE })).toEqual([ZOE]);
    expect(named({ kind: 'role-grant', subject: ZOE })).toEqual([ZOE]);
    expect(named({ kind: 'person-merger', subject: ZOE, otherPerson: HR })).toEqual([HR, ZOE]);
    expect(named({ kind: 'forced-closure', subject: id(7) })).toEqual([]);
    expect(named({ id: ZOE, givenName: null, familyName: 'Martin' })).toEqual([ZOE]);
    expect(named({ id: ZOE, employer: id(3) })).toEqual([]);
  });

  it('include whomever an event seals a field for', () => {
    const subjects = [...missionEvents, ...directoryEvents, ...marketplaceEvents]
      .flatMap(({ fields }) => personalFieldsOf(fields))
      .flatMap(({ subject }) => (subject.startsWith('data.') ? [subject.slice('data.'.length)] : []));
    expect(subjects.length).toBeGreaterThan(0);
    expect(subjects.filter((field) => !PERSON_FIELDS.has(field))).toEqual([]);
  });
});

describe('every query', () => {
  const classes = queryHandlers({} as never).map(({ query }) => query);

  it('marks its free text as personal, so that no record holds it', () => {
    const unmarked = classes.flatMap((query) => {
      const metadata = getMetadataStorage().getTargetValidationMetadatas(query, '', false, false);
      const having = (name: string) =>
        new Set(metadata.filter((each) => each.name === name).map((each) => each.propertyName));
      const bounded = new Set([...having('matches'), ...having('isIn'), ...having('isUuid')]);
      const free = [...having('isString')].filter((property) => !bounded.has(property));
      return free
        .filter((property) => !personalFieldsOfCommand(query).has(property))
        .map((property) => `${query.name}.${property}`);
    });
    expect(unmarked).toEqual([]);
  });

  it('says in words what it is asked for', () => {
    class ListSecrets {
      readonly limit = 50;
    }
    const handler = { query: ListSecrets, name: 'ListSecrets', answer: async (): Promise<Row> => ({}) };
    expect(() => recordingReads({ noteRead: () => undefined }, () => 'ListSecrets', handler)).toThrow('ListSecrets');
  });
});
