import { confirmedMission, EMPLOYEE, HR, logged, MANAGER, ORGANISATION, type GivenEvent } from '@jalon/testing';
import { ListHours } from '../hours/hours.queries.js';
import { GetMission, ListMissions } from '../missions/missions.queries.js';
import { ListExport, type ExportAnswer } from '../query/list-export.js';
import {
  ask,
  caller,
  describeOverViews,
  employee,
  fixture,
  hr,
  id,
  manager,
  mission,
  organisation,
  SEALED,
  SOMEBODY,
  stranger,
  viewsOver,
} from '../query/query.fixture.js';

const COORDINATOR = id(77);
const OTHER = id(78);
const registered = (person: string, givenName: string): GivenEvent => ({
  category: 'person',
  id: person,
  type: 'PersonRegistered',
  data: { ...SOMEBODY, givenName: SEALED(givenName), familyName: SEALED('Martin') },
});
const DIRECTORY: readonly GivenEvent[] = [
  registered(EMPLOYEE, 'Ana'),
  registered(MANAGER, 'Paul'),
  registered(COORDINATOR, 'Samir'),
  registered(OTHER, 'Eve'),
  registered(HR, 'Léa'),
  {
    category: 'organisation',
    id: ORGANISATION,
    type: 'OrganisationRegistered',
    data: { name: 'Les Toits', register: 'rna', registerNumber: null, department: null, contact: COORDINATOR },
  },
];
const named = (person: string, givenName: string) => ({ id: person, givenName, familyName: 'Martin' });
const COMPANY = [named(EMPLOYEE, 'Ana'), named(MANAGER, 'Paul')];
const PARTIES = [...COMPANY, named(COORDINATOR, 'Samir')];
const namesIn = (answer: { readonly people?: unknown }) =>
  [...(answer.people as readonly { readonly id: string }[])].sort((one, other) => (one.id < other.id ? -1 : 1));
const sorted = (people: readonly { readonly id: string }[]) => namesIn({ people });

describeOverViews('the people of a mission', () => {
  beforeEach(() =>
    viewsOver(
      ...DIRECTORY,
      ...mission(1, [...confirmedMission({ manager: MANAGER }), logged('a', '2026-03-03', 120)]),
      ...mission(2, confirmedMission({ employee: OTHER, organisation: id(904), manager: id(903) })),
    ),
  );

  it.each([
    ['its employee', employee, PARTIES],
    // A manager does not learn for which organisation it is, unless the tenant says otherwise.
    ['its manager', manager, COMPANY],
    ['its organisation', organisation, PARTIES],
  ])('are shown by name to %s, and nobody else is', async (_who, as, people) => {
    expect(namesIn(await ask(GetMission, { id: id(1) }, as))).toEqual(sorted(people));
    expect(namesIn(await ask(ListMissions, {}, as))).toEqual(sorted(people));
    expect(namesIn(await ask(ListHours, {}, as))).toEqual([named(EMPLOYEE, 'Ana')]);
  });

  it('stand once in a list, however many missions name them', async () => {
    expect(namesIn(await ask(ListMissions, {}, hr))).toEqual(sorted([...PARTIES, named(OTHER, 'Eve')]));
    expect(await ask(ListMissions, {}, stranger)).toMatchObject({ items: [], people: [] });
  });

  it('are named in a file for people, and are no part of its items', async () => {
    const exporting = fixture.handlers.find(({ query }) => query === ListExport)!;
    const list = Object.assign(new ListMissions(), {});
    const answer = (await exporting.answer(new ListExport(list), { caller: organisation })) as ExportAnswer;
    expect(answer).not.toHaveProperty('people');
    const names = await answer.names();
    const ids = [EMPLOYEE, MANAGER, HR, OTHER];
    expect([...(await names('people', ids)).keys()]).toEqual([]);
    for await (const page of answer.pages) expect(page).toHaveLength(1);
    expect([...(await names('people', ids)).keys()]).toEqual([EMPLOYEE, MANAGER]);
  });

  it('are nobody to somebody who takes part in nothing', async () => {
    expect(await ask(ListHours, {}, caller(OTHER, ['employee']))).toMatchObject({ items: [], people: [] });
  });
});
