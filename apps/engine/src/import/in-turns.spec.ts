import { inTurns } from './in-turns.js';

describe('going through very many items', () => {
  it('yields each of them, and gives others their turn between', async () => {
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 1);
    const items = Array.from({ length: 20 }, (_, item) => item);
    const seen: number[] = [];
    const turnsAt: number[] = [];
    for await (const item of inTurns(items)) {
      seen.push(item);
      turnsAt.push(turns);
      // Work that waits for nothing.
      for (const end = performance.now() + 4; performance.now() < end;);
    }
    clearInterval(counting);
    expect(seen).toEqual(items);
    expect(new Set(turnsAt).size).toBeGreaterThan(2);
  });
});
