import { OrganisationClosed, OrganisationRegistered, PersonLeft, PersonRegistered } from '@jalon/directory/events';
import {
  ClaimReleased,
  ClaimTaken,
  type Caller,
  type Category,
  type EventDefinition,
  type Opened,
  type ProjectedEvent,
  type Row,
  type Sealed,
} from '@jalon/kernel';
import { matching, type Coordinates } from '@jalon/marketplace';
import { NeedClosed, NeedPublished, NeedRevised } from '@jalon/marketplace/events';
import { OfferPublished, OfferRevised, OfferWithdrawn } from '@jalon/marketplace/events';
import { directoryProjection } from '../directory/directory.projection.js';
import { marketplaceProjection } from './marketplace.projection.js';
import type { QueryPorts } from '../query/query-handler.js';
import {
  arbitraryValues,
  needsByScan,
  offersByScan,
  SOME_IDS,
  stored,
  tokens,
  viewStoreFixtures,
  type GivenEvent,
} from '@jalon/testing';
import { openPostgresViewStore, openSqliteViewStore } from '@jalon/view-store';
import fc from 'fast-check';
import type { ViewStore } from '@jalon/ports';
import { marketplaceHandlers } from './marketplace.handlers.js';
import { NeedMatches, OfferMatches } from './marketplace.queries.js';

const TODAY = '2026-05-01';
const HOLDER = 'spec';
const PROJECTIONS = [directoryProjection, marketplaceProjection];
/** More than what lies together, so that it is cut in two. */
const IDS = Array.from({ length: 50 }, (_, n) => `${n.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`);
const hr: Caller = { tenant: 'main', person: SOME_IDS[0]!, roles: ['hr'], organisation: null };

/** Where the offers’ coordinates are, by their key; those of the other keys are erased. */
const PLACES: Readonly<Record<string, Coordinates>> = {
  a: { latitude: 4_500_000, longitude: 480_000 },
  b: { latitude: 0, longitude: 0 },
};

function openedBox<T>({ sealed }: Sealed<T>): Opened<T> {
  const value = PLACES[sealed.kid];
  return value ? { value: value as T } : 'erased';
}

let views: ViewStore;
async function apply(events: readonly ProjectedEvent[], build: 'live' | 'shadow' = 'live'): Promise<void> {
  for (const projection of PROJECTIONS) await views.applyPage(projection, events, HOLDER, build);
}

async function ask(query: NeedMatches | OfferMatches): Promise<unknown> {
  const ports: Partial<QueryPorts> = {
    views,
    matching,
    sealer: { openAll: async (boxes) => boxes.map(openedBox) },
    clock: { now: () => `${TODAY}T10:00:00.000Z` },
    positionTokens: tokens,
    tenants: {
      require: async () => ({ zone: 'Europe/Paris', language: 'fr', mode: 'production', operator: hr.person }),
    },
  };
  const handler = marketplaceHandlers(ports as QueryPorts).find(({ query: kind }) => query instanceof kind)!;
  const { items } = (await handler.answer(query, { caller: hr })) as { items: readonly Row[] };
  return items.map(({ id, score, reasons }) => ({ id, score, reasons }));
}

/** Of some of the needs and offers that there are, whatever their state, the matches are those of scoring every pair. */
async function expectWhatTheScanAnswers(limit: number): Promise<void> {
  const some = { tenant: 'main', order: { by: ['id'] }, limit: 6 };
  const byScan = await views.read(async (reader) => {
    const open = (box: Sealed<Coordinates>) => PLACES[box.sealed.kid] ?? null;
    const scan = { views: reader, tenant: 'main', today: TODAY, limit, open };
    const answers = new Map<NeedMatches | OfferMatches, unknown>();
    for (const need of await reader.rows('needs', some))
      answers.set(matchesOf(NeedMatches, need, limit), await offersByScan(scan, need));
    for (const offer of await reader.rows('offers', some))
      answers.set(matchesOf(OfferMatches, offer, limit), await needsByScan(scan, offer));
    return answers;
  });
  for (const [query, answer] of byScan) expect(await ask(query)).toEqual(answer);
}

function matchesOf(query: typeof NeedMatches | typeof OfferMatches, { id }: Row, limit: number) {
  return Object.assign(new query(), { id, limit });
}

const anEvent = (definition: EventDefinition, category: Category, ids: readonly string[]) =>
  fc.record({
    type: fc.constant(definition.type),
    category: fc.constant(category),
    id: fc.constantFrom(...ids),
    data: arbitraryValues(definition.fields).map(inSkillsThatHashAlike),
  });

/** Terms take the first two for one skill, so that bounds are too high for some: the score has the last word. */
const SKILLS = new Map([
  ['a', 'z-qhtf37-'],
  ['b', 'aqo2gugcl'],
]);

function inSkillsThatHashAlike(data: Record<string, unknown>): Record<string, unknown> {
  const skills = data['skills'] as readonly string[] | undefined;
  return skills ? { ...data, skills: skills.map((skill) => SKILLS.get(skill) ?? skill) } : data;
}

const A_NEED = {
  ...{ organisation: SOME_IDS[0]!, title: 'Treasurer', description: null, cause: null, sdg: null, format: null },
  ...{ remote: 'no', location: null, languages: [], startsOn: null, endsOn: null, minutesPerWeek: 60, places: 1 },
  ...{ contact: null, source: null },
};
const AN_OFFER = {
  ...{ employee: SOME_IDS[0]!, causes: [], formats: [], remote: 'no', department: null, coordinates: null },
  ...{ radiusKm: null, languages: [] },
  ...{ availableFrom: null, availableUntil: null, minutesPerWeek: 60, words: null },
};

/** Needs and offers that come, change and go, also in ways that no decision would allow: those park their streams. */
const anyHistory: fc.Arbitrary<GivenEvent[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: anEvent(NeedPublished, 'need', IDS) },
    { weight: 8, arbitrary: anEvent(OfferPublished, 'offer', IDS) },
    ...[NeedRevised, NeedClosed, ClaimTaken, ClaimReleased].map((event) => anEvent(event, 'need', IDS)),
    ...[OfferRevised, OfferWithdrawn].map((event) => anEvent(event, 'offer', IDS)),
    ...[PersonRegistered, PersonLeft].map((event) => anEvent(event, 'person', SOME_IDS)),
    ...[OrganisationRegistered, OrganisationClosed].map((event) => anEvent(event, 'organisation', SOME_IDS)),
  ),
  { minLength: 1, maxLength: 120, size: 'max' },
);

const places = viewStoreFixtures({ sqlite: openSqliteViewStore, postgres: openPostgresViewStore });

describe.each(places)('the best matches of whatever need or offer, over %s', (_name, place) => {
  it('equal those of scoring every pair, after any changes, a restart and a rebuild', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, fc.nat(), fc.integer({ min: 1, max: 60 }), async (history, cut, limit) => {
        const events = stored(history);
        const middle = cut % events.length;
        views = await place.openEmpty(PROJECTIONS);
        await apply(events.slice(0, middle));
        await views.close();
        views = await place.reopen(PROJECTIONS);
        await apply(events.slice(middle));
        await expectWhatTheScanAnswers(limit);
        for (const projection of PROJECTIONS) await views.reset(projection, 'shadow', HOLDER);
        await apply(events, 'shadow');
        for (const projection of PROJECTIONS) await views.swap(projection, HOLDER);
        await expectWhatTheScanAnswers(limit);
      }),
      { numRuns: 15, plugins: [fc.afterEach(() => views.close())] },
    );
  });

  it('are found beyond rows whose skills only share a hash with those asked for, in both directions', async () => {
    const [asked, alike] = SKILLS.values();
    const events = stored([
      { type: 'NeedPublished', category: 'need', id: IDS[0]!, data: { ...A_NEED, skills: [asked!] } },
      {
        type: 'NeedPublished',
        category: 'need',
        id: IDS[1]!,
        data: { ...A_NEED, skills: [alike!], minutesPerWeek: 120 },
      },
      { type: 'OfferPublished', category: 'offer', id: IDS[0]!, data: { ...AN_OFFER, skills: [alike!] } },
      {
        type: 'OfferPublished',
        category: 'offer',
        id: IDS[1]!,
        data: { ...AN_OFFER, skills: [asked!], minutesPerWeek: 30 },
      },
    ]);
    views = await place.openEmpty(PROJECTIONS);
    try {
      await apply(events);
      // By its terms the first fits best; by its skills, the second.
      expect(await ask(matchesOf(NeedMatches, { id: IDS[0]! }, 1))).toMatchObject([{ id: IDS[1] }]);
      expect(await ask(matchesOf(OfferMatches, { id: IDS[0]! }, 1))).toMatchObject([{ id: IDS[1] }]);
      await expectWhatTheScanAnswers(1);
    } finally {
      await views.close();
    }
  });
});
