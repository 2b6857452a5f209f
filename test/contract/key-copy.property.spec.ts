import fc from 'fast-check';
import { SubjectErased } from '@jalon/ports';
import { type KeyCopyTarget } from '@jalon/privacy';
import { begin, copied, destroy, keyById, keyOf, person } from './key-copy.contract.js';
import { rounds, TIME_LIMIT_MS } from '../torture/rounds.js';
import { inDatabase, inFiles, newKeysDir, type KeyCopyFixture } from './key-copy.fixture.js';

jest.setTimeout(TIME_LIMIT_MS);

// The first request waits until the PostgreSQL server has started.

type Step =
  | { readonly do: 'make' | 'destroy'; readonly who: number }
  | { readonly do: 'copy' }
  | { readonly do: 'cut'; readonly before: 'adopt' | 'erase' | 'finish' };

const PEOPLE = [0, 1, 2, 3];
const who = fc.constantFrom(...PEOPLE);
const steps = fc.array(
  fc.oneof<fc.Arbitrary<Step>[]>(
    fc.record({ do: fc.constant('make'), who }),
    fc.record({ do: fc.constant('destroy'), who }),
    fc.record({ do: fc.constant('copy') }),
    fc.record({ do: fc.constant('cut'), before: fc.constantFrom('adopt', 'erase', 'finish') }),
  ),
  { maxLength: 12 },
);

const cutBefore =
  (name: 'adopt' | 'erase' | 'finish') =>
  (target: KeyCopyTarget): KeyCopyTarget => ({ ...target, [name]: () => Promise.reject(new Error('cut')) });

async function take(step: Step, from: KeyCopyFixture, to: KeyCopyFixture): Promise<void> {
  if (step.do === 'make') await keyOf(from, person(step.who)).catch(unlessErased);
  if (step.do === 'destroy') await destroy(from, person(step.who));
  if (step.do === 'copy') expect((await copied(from, to)).sourceChanged).toBe(false);
  if (step.do === 'cut') await cut(step.before, from, to);
}

/** A copy that is cut off. No service opens its target once it holds a key. Where the cut comes too late, it is complete. */
async function cut(before: 'adopt' | 'erase' | 'finish', from: KeyCopyFixture, to: KeyCopyFixture): Promise<void> {
  const copies = { adopted: false };
  const into = (target: KeyCopyTarget): KeyCopyTarget => {
    const cutting = cutBefore(before)(target);
    return { ...cutting, adopt: async (keys) => (await cutting.adopt(keys), void (copies.adopted = true)) };
  };
  try {
    await copied(from, to, { into });
  } catch (error) {
    if ((error as Error).message !== 'cut') throw error;
    if (copies.adopted) await expect(to.open()).rejects.toThrow('holds keys but no check value');
  }
}

function unlessErased(error: unknown): void {
  if (!(error instanceof SubjectErased)) throw error;
}

describe.each([
  ['files to files', inFiles, inFiles, rounds(15, 200)],
  ['files to a database', inFiles, inDatabase, rounds(4, 50)],
  ['a database to files', inDatabase, inFiles, rounds(4, 50)],
] as const)('from %s, whatever was made, destroyed, copied and cut off before,', (_, newSource, newTarget, numRuns) => {
  it('the last copy gives for each person what the source gives', () =>
    fc.assert(
      fc.asyncProperty(steps, async (given) => {
        const keysDir = newKeysDir();
        const [from, to] = [await newSource(keysDir), await newTarget(keysDir)];
        await begin(from);
        const kids = new Set<string>();
        for (const step of given) {
          await take(step, from, to);
          if (step.do !== 'make') continue;
          await keyOf(from, person(step.who)).then(({ kid }) => kids.add(kid), unlessErased);
        }
        await copied(from, to);
        for (const kid of kids) expect(await keyById(to, kid)).toEqual(await keyById(from, kid));
        for (const index of PEOPLE) {
          // A subject without a key would get another one in each store.
          const one = await keyOf(from, person(index)).catch((error: unknown) => error);
          if (one instanceof Error || kids.has((one as { kid: string }).kid))
            expect(await keyOf(to, person(index)).catch((error: unknown) => error)).toEqual(one);
        }
      }),
      { numRuns },
    ));
});
