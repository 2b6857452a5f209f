import { createByteSemaphore } from './append-connection.js';

describe('the semaphore of bytes in flight', () => {
  it('admits what fits, in order, and the rest when bytes are released', async () => {
    const semaphore = createByteSemaphore(100);
    const order: string[] = [];
    const acquire = (name: string, bytes: number) =>
      semaphore.acquire(bytes, 1_000).then((release) => {
        order.push(name);
        return release;
      });
    const [one, two, three] = [acquire('one', 60), acquire('two', 60), acquire('three', 10)];
    const release = await one;
    await new Promise(setImmediate);
    // The small one waits behind the large one: nothing waits for ever.
    expect(order).toEqual(['one']);
    release();
    await Promise.all([two, three]);
    expect(order).toEqual(['one', 'two', 'three']);
  });

  it('admits what is larger than the maximum alone', async () => {
    const semaphore = createByteSemaphore(100);
    const release = await semaphore.acquire(1_000, 100);
    await expect(semaphore.acquire(1, 30)).rejects.toThrow('within 30 ms');
    release();
    await semaphore.acquire(1, 100);
  });

  it('removes what timed out, and admits those behind it', async () => {
    const semaphore = createByteSemaphore(100);
    await semaphore.acquire(50, 100);
    const timedOut = semaphore.acquire(60, 30);
    const small = semaphore.acquire(40, 1_000);
    await expect(timedOut).rejects.toThrow('within 30 ms');
    await small;
  });
});
