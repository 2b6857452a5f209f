import type { Caller } from '@jalon/kernel';
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
  happen,
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
  data: {
    ...SOMEBODY,
    givenName: SEALED(givenName),
    familyName: SEALED('Martin'),
    email: SEALED(`${givenName}@example.org`),
  },
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
const chose = (person: string, shared: boolean): GivenEvent => ({
  category: 'person',
  id: person,
  type: 'PersonEmailSharingChosen',
  data: { shared },
});
const named = (person: string, givenName: string, email: string | null = null) => ({
  id: person,
  givenName,
  familyName: 'Martin',
  email,
});
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

describeOverViews('the address of somebody of a mission', () => {
  const shown = (person: string, address: string | null) =>
    sorted([EMPLOYEE, MANAGER, COORDINATOR].map((id) => ({ id, email: id === person ? address : null })));
  const seenBy = async (as: Caller) => namesIn(await ask(GetMission, { id: id(1) }, as));
  const events = (...more: readonly GivenEvent[]) =>
    viewsOver(...DIRECTORY, ...mission(1, confirmedMission({ manager: MANAGER })), ...more);

  it.each([
    ['its employee', EMPLOYEE, 'Ana@example.org'],
    ['its manager', MANAGER, 'Paul@example.org'],
    ['the contact of its organisation', COORDINATOR, 'Samir@example.org'],
  ])('is told to those who see the mission, where %s chose so', async (_who, person, address) => {
    await events(chose(person, true));
    for (const as of [employee, organisation, hr]) expect(await seenBy(as)).toMatchObject(shown(person, address));
  });

  it('is told to its manager, but not that of the organisation’s contact, as the mission is not', async () => {
    await events(chose(EMPLOYEE, true), chose(COORDINATOR, true));
    expect(await seenBy(manager)).toEqual(sorted([named(EMPLOYEE, 'Ana', 'Ana@example.org'), named(MANAGER, 'Paul')]));
  });

  it('is told no more once they chose otherwise, or have left', async () => {
    await events(chose(EMPLOYEE, true), chose(EMPLOYEE, false));
    expect(await seenBy(organisation)).toMatchObject(shown(EMPLOYEE, null));
    await happen(chose(EMPLOYEE, true));
    expect(await seenBy(organisation)).toMatchObject(shown(EMPLOYEE, 'Ana@example.org'));
    await happen({ category: 'person', id: EMPLOYEE, type: 'PersonLeft', data: { leftOn: '2026-04-01' } });
    expect(await seenBy(organisation)).toMatchObject(shown(EMPLOYEE, null));
  });

  it('is told to the organisation of a mission in personal time, and to nobody of the company', async () => {
    await viewsOver(
      ...DIRECTORY,
      ...mission(1, confirmedMission({ basis: 'personal-time', manager: null })),
      chose(EMPLOYEE, true),
    );
    expect(await seenBy(organisation)).toContainEqual(named(EMPLOYEE, 'Ana', 'Ana@example.org'));
    for (const as of [manager, hr]) {
      expect(await ask(ListMissions, {}, as)).toMatchObject({ items: [], people: [] });
      await expect(seenBy(as)).rejects.toMatchObject({ rejection: { code: 'NOT_FOUND' } });
    }
  });
});
