import fc from 'fast-check';
import { Calendar, type Steps, type Step, type Taken } from './calendar.js';
import { chanceOf } from './chance.js';

const nobody = { tenant: 'demo', person: 'p', roles: ['hr'], organisation: null } as const;
const stepAt = (at: string, name: string): Step => ({
  at,
  by: nobody,
  command: { name },
  target: null,
  mayBeRefused: [],
});

function* stepsOf(name: string, moments: readonly string[]): Steps {
  for (const at of moments) yield stepAt(at, name);
}

async function taken(calendar: Calendar): Promise<readonly (readonly [string, string])[]> {
  const steps: (readonly [string, string])[] = [];
  while (
    await calendar.next(async ({ at, command }) => {
      steps.push([at, (command as { readonly name: string }).name]);
      return { refusal: null };
    })
  );
  return steps;
}

describe('a calendar', () => {
  it('runs every step of every sequence, in the order of their times, each sequence in its own order', async () => {
    const moments = fc.array(fc.integer({ min: 100, max: 130 }).map(String), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.array(moments, { maxLength: 12 }), async (sequences) => {
        const calendar = new Calendar();
        sequences.forEach((sequence, n) => calendar.add(stepsOf(String(n), sequence)));
        const steps = await taken(calendar);
        expect(steps).toHaveLength(sequences.flat().length);
        const order = steps.map(([at]) => at);
        expect(order).toEqual([...order].sort());
        for (const [n, sequence] of sequences.entries()) {
          const own = steps.filter(([, name]) => name === String(n));
          expect(own).toHaveLength(sequence.length);
        }
      }),
    );
  });

  it('tells a sequence whether its step was refused', async () => {
    const answers: Taken[] = [];
    function* listening(): Steps {
      answers.push(yield stepAt('1', 'a'));
      answers.push(yield stepAt('2', 'b'));
    }
    const calendar = new Calendar();
    calendar.add(listening());
    while (await calendar.next(async ({ at }) => ({ refusal: at === '1' ? 'NEED_FULL' : null })));
    expect(answers).toEqual([{ refusal: 'NEED_FULL' }, { refusal: null }]);
  });
});

describe('seeded chance', () => {
  it('gives the same values for the same seed, and others for another seed', () => {
    const throws = (seed: string) => {
      const chance = chanceOf(seed);
      return [
        chance.int(1, 1_000_000),
        chance.of('part').int(1, 1_000_000),
        Buffer.from(chance.bytes(40)).toString('hex'),
      ];
    };
    expect(throws('a')).toEqual(throws('a'));
    expect(throws('a')).not.toEqual(throws('b'));
  });

  it('gives both ends of a range, and nothing outside it', () => {
    const chance = chanceOf('range');
    const thrown = new Set(Array.from({ length: 500 }, () => chance.int(3, 6)));
    expect([...thrown].sort()).toEqual([3, 4, 5, 6]);
  });
});
