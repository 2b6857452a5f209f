import { createByteBudget } from './byte-budget.js';

describe('a budget of bytes', () => {
  it('lets through what fits, in order, and the rest when bytes come back', async () => {
    const budget = createByteBudget(100);
    const order: string[] = [];
    const take = (name: string, bytes: number) =>
      budget.take(bytes, 1_000).then((giveBack) => {
        order.push(name);
        return giveBack;
      });
    const [one, two, three] = [take('one', 60), take('two', 60), take('three', 10)];
    const giveBack = await one;
    await new Promise(setImmediate);
    // The small one waits behind the large one: nobody is overtaken for ever.
    expect(order).toEqual(['one']);
    giveBack();
    await Promise.all([two, three]);
    expect(order).toEqual(['one', 'two', 'three']);
  });

  it('lets what is larger than all of it through alone', async () => {
    const budget = createByteBudget(100);
    const giveBack = await budget.take(1_000, 100);
    await expect(budget.take(1, 30)).rejects.toThrow('within 30 ms');
    giveBack();
    await budget.take(1, 100);
  });

  it('forgets who waited in vain, and lets those behind go', async () => {
    const budget = createByteBudget(100);
    await budget.take(50, 100);
    const vain = budget.take(60, 30);
    const small = budget.take(40, 1_000);
    await expect(vain).rejects.toThrow('within 30 ms');
    await small;
  });
});
