import { addDays, CAUSES, FORMATS, LANGUAGES, REMOTE, type ProjectedEvent, type Projection } from '@jalon/kernel';
import { stored, type GivenEvent } from '@jalon/testing';
import { openSqliteViewStore } from '@jalon/view-store';
import type { ViewStore } from '@jalon/ports';

export const TENANT = 'main';
/** The day on which the marketplace is read. */
export const TODAY = '2026-05-01';

/** Who projects. */
export const HOLDER = 'bench';
const EVENTS_A_PAGE = 250;
const ORGANISATIONS = 400;
const EMPLOYEES = 5_000;
const SKILLS = 240;
/** Towns, as 10⁻⁵ degree, and their departments: people and needs lie round them. */
const TOWNS = [
  ['75', 4_885_700, 235_200],
  ['69', 4_576_400, 483_600],
  ['13', 4_329_600, 538_100],
  ['31', 4_360_500, 144_400],
  ['59', 5_062_900, 305_700],
  ['33', 4_483_800, -57_900],
  ['44', 4_721_800, -155_400],
  ['67', 4_858_300, 774_800],
] as const;

/** Whole numbers from 0, below what is asked for; the same for the same seed (mulberry32). */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** Random in their first digits, as the ids of streams are. */
const idOf = (kind: number, n: number): string => {
  const mixed = Math.imul(n + 1, 0x9e3779b1) >>> 0;
  return `${mixed.toString(16).padStart(8, '0')}-000${kind}-4000-8000-${n.toString(16).padStart(12, '0')}`;
};
export const needId = (n: number): string => idOf(1, n);
export const offerId = (n: number): string => idOf(2, n);
const employeeId = (n: number): string => idOf(3, n);
const organisationId = (n: number): string => idOf(4, n);

type Roll = (below: number) => number;

/** Few are asked for often, most seldom. */
const skills = (roll: Roll, most: number) =>
  Array.from({ length: roll(most + 1) }, () => `skill-${Math.min(roll(SKILLS), roll(SKILLS), roll(SKILLS))}`);

const oneOf = <T>(roll: Roll, values: readonly T[]): T => values[roll(values.length)] as T;
const someOf = <T>(roll: Roll, values: readonly T[]): readonly T[] => values.filter(() => roll(values.length) < 2);
const maybe = <T>(roll: Roll, percent: number, value: T): T | null => (roll(100) < percent ? value : null);

function place(roll: Roll) {
  const [department, latitude, longitude] = oneOf(roll, TOWNS);
  const exact = roll(100) < 85;
  return {
    department,
    latitude: exact ? latitude + (roll(61) - 30) * 1_000 : null,
    longitude: exact ? longitude + (roll(61) - 30) * 1_000 : null,
  };
}

function dates(roll: Roll): readonly [string, string] {
  const first = addDays(TODAY, roll(400) - 120);
  return [first, addDays(first, 20 + roll(300))];
}

function needValues(roll: Roll) {
  const [startsOn, endsOn] = dates(roll);
  return {
    title: 'Tenue de la comptabilité d’une épicerie solidaire',
    description: maybe(
      roll,
      80,
      'Une demi-journée par semaine, sur place, avec le trésorier de l’association. '.repeat(6),
    ),
    cause: maybe(roll, 90, oneOf(roll, CAUSES)),
    sdg: null,
    skills: skills(roll, 4),
    format: maybe(roll, 85, oneOf(roll, FORMATS)),
    remote: oneOf(roll, [...REMOTE, 'no'] as const),
    location: maybe(roll, 90, { locality: null, ...place(roll) }),
    languages: someOf(roll, LANGUAGES),
    startsOn: maybe(roll, 80, startsOn),
    endsOn: maybe(roll, 80, endsOn),
    minutesPerWeek: maybe(roll, 80, 60 * (1 + roll(35))),
    places: 1 + roll(3),
    contact: null,
  };
}

function offerValues(roll: Roll) {
  const [availableFrom, availableUntil] = dates(roll);
  return {
    employee: employeeId(roll(EMPLOYEES)),
    skills: skills(roll, 6),
    causes: someOf(roll, CAUSES),
    formats: someOf(roll, FORMATS),
    remote: oneOf(roll, REMOTE),
    location: maybe(roll, 90, place(roll)),
    radiusKm: maybe(roll, 60, 5 + roll(60)),
    languages: someOf(roll, LANGUAGES),
    availableFrom: maybe(roll, 70, availableFrom),
    availableUntil: maybe(roll, 60, availableUntil),
    minutesPerWeek: maybe(roll, 80, 60 * (1 + roll(35))),
    words: null,
  };
}

/** So many needs and offers, and those whose they are; some have gone. */
export function marketplaceHistory(count: number): readonly ProjectedEvent[] {
  const roll = dice(7);
  const history: GivenEvent[] = [];
  for (let n = 0; n < ORGANISATIONS; n += 1) {
    const [category, id] = ['organisation', organisationId(n)] as const;
    const data = { name: 'Épicerie solidaire', register: 'rna', registerNumber: null, department: null, contact: null };
    history.push({ type: 'OrganisationRegistered', category, id, data });
    if (roll(100) < 3) history.push({ type: 'OrganisationClosed', category, id, data: { closedOn: '2026-04-01' } });
  }
  for (let n = 0; n < EMPLOYEES; n += 1) {
    const [category, id] = ['person', employeeId(n)] as const;
    history.push({ type: 'PersonRegistered', category, id, data: SOMEBODY });
    if (roll(100) < 3) history.push({ type: 'PersonLeft', category, id, data: { leftOn: '2026-04-01' } });
  }
  for (let n = 0; n < count; n += 1) {
    const need = { ...needValues(roll), organisation: organisationId(roll(ORGANISATIONS)), source: null };
    history.push({ type: 'NeedPublished', category: 'need', id: needId(n), data: need });
    history.push({ type: 'OfferPublished', category: 'offer', id: offerId(n), data: offerValues(roll) });
  }
  return stored(history);
}

/** The offer of that number, with other values, at that position. */
export function offerRevised(n: number, position: number): ProjectedEvent {
  const data = offerValues(dice(position));
  const [event] = stored([{ type: 'OfferRevised', category: 'offer', id: offerId(n), data }]);
  return { ...(event as ProjectedEvent), position: String(position) };
}

const NAME = { sealed: { kid: 'kid', at: 'at', nonce: 'nonce', box: 'box'.repeat(20), commitment: 'commitment' } };
const SOMEBODY = {
  ...{ givenName: NAME, familyName: NAME, email: NAME, staffNumber: NAME, entryDate: NAME, birthDate: NAME },
  ...{ employer: null, manager: null, department: null, site: null, organisation: null },
};

/** Views of that history in a file of their own. */
export async function viewsOver(
  file: string,
  history: readonly ProjectedEvent[],
  projections: readonly Projection[],
): Promise<ViewStore> {
  const views = await openSqliteViewStore(file, projections);
  await views.takeLease(HOLDER, 0, 1);
  for (let from = 0; from < history.length; from += EVENTS_A_PAGE) {
    const page = history.slice(from, from + EVENTS_A_PAGE);
    for (const projection of projections) await views.applyPage(projection, page, HOLDER);
  }
  return views;
}
