import type { Uuid } from '@jalon/kernel';
import fc from 'fast-check';
import { entriesOfHuman, humanIn, humansIn } from './merged-people.js';
import type { StreamRepository } from './stream-repository.js';

const PEOPLE = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
/** What each entry is merged into: at most one other. */
type Links = ReadonlyMap<Uuid, Uuid>;

/** The streams of people who are linked like this. */
const streamsOf = (links: Links) =>
  ({
    load: async ({ id }: { readonly id: Uuid }) => ({
      state: links.get(id) ?? null,
      decider: { mergedInto: (state: Uuid | null) => state },
    }),
  }) as unknown as Pick<StreamRepository, 'load'>;
const linked = (links: Record<string, string>): Links => new Map(Object.entries(links));
const human = (links: Links, person: string) => humanIn(streamsOf(links), 'main', person);
const humans = (links: Links) => Promise.all(PEOPLE.map((person) => human(links, person)));

/** Everybody whom links connect with a person, however far. */
function connected(person: Uuid, links: Links): readonly Uuid[] {
  const found = new Set([person]);
  for (const each of found) {
    for (const [from, into] of links) {
      if (from === each) found.add(into);
      if (into === each) found.add(from);
    }
  }
  return [...found].sort();
}

describe('the entry that stands for a human', () => {
  it('is itself where it is merged into none, and else the last of a chain', async () => {
    expect(await humans(linked({ a: 'b', b: 'c', d: 'c' }))).toEqual(['c', 'c', 'c', 'c', 'e', 'f', 'g']);
  });

  it('is the smallest id of a circle, also for entries that lead into it', async () => {
    const circle = linked({ d: 'b', b: 'c', c: 'd', e: 'd', a: 'e' });
    expect(await humans(circle)).toEqual(['b', 'b', 'b', 'b', 'b', 'f', 'g']);
  });

  it('is the same for exactly those who are connected, however entries are merged', async () => {
    const someone = fc.constantFrom(...PEOPLE);
    const anyLinks = fc
      .uniqueArray(fc.tuple(someone, someone), { selector: ([from]) => from })
      .map((links): Links => new Map(links.filter(([from, into]) => from !== into)));
    await fc.assert(
      fc.asyncProperty(anyLinks, async (links) => {
        const humanOf = await humansIn(streamsOf(links), 'main', PEOPLE);
        const mergedInto = async (into: Uuid) => PEOPLE.filter((person) => links.get(person) === into);
        for (const person of PEOPLE) {
          const same = PEOPLE.filter((other) => humanOf(other) === humanOf(person));
          expect(same).toEqual(connected(person, links));
          const entries = await entriesOfHuman(streamsOf(links), mergedInto, 'main', person);
          expect([...entries].sort()).toEqual(same);
        }
      }),
    );
  });
});
