import { createCircuitBreaker } from './circuit-breaker.js';

class AnswerTimeout extends Error {}
class NoFreeConnection extends Error {}

const breakerOf = (probe: () => Promise<unknown>, reconnect: () => void) =>
  createCircuitBreaker({
    probe,
    reconnect,
    isLate: (error) => error instanceof AnswerTimeout,
    isUnasked: (error) => error instanceof NoFreeConnection,
    refusal: (late) => new Error('the store has fallen silent', { cause: late }),
  });

const unanswered = (): Promise<never> => Promise.reject(new AnswerTimeout());
const unasked = (): Promise<never> => Promise.reject(new NoFreeConnection());
const answered = () => Promise.resolve('said');
const never = () => new Promise<never>(() => undefined);
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('the circuit breaker', () => {
  it('refuses nobody after one late answer, nor after two', async () => {
    const breaker = breakerOf(never, () => undefined);
    await expect(breaker.run(unanswered)).rejects.toBeInstanceOf(AnswerTimeout);
    await expect(breaker.run(unanswered)).rejects.toBeInstanceOf(AnswerTimeout);
    expect(await breaker.run(answered)).toBe('said');
    breaker.stop();
  });

  it('counts late answers in a row only: an answer between them begins the count again', async () => {
    const breaker = breakerOf(never, () => undefined);
    for (let round = 0; round < 5; round += 1) {
      await expect(breaker.run(unanswered)).rejects.toBeInstanceOf(AnswerTimeout);
      await expect(breaker.run(unanswered)).rejects.toBeInstanceOf(AnswerTimeout);
      expect(await breaker.run(answered)).toBe('said');
    }
    breaker.stop();
  });

  it('opens after three late answers in a row: further work fails at once, but for what must be done all the same', async () => {
    const breaker = breakerOf(never, () => undefined);
    for (let call = 0; call < 3; call += 1) await expect(breaker.run(unanswered)).rejects.toBeInstanceOf(AnswerTimeout);
    await expect(breaker.run(answered)).rejects.toThrow('the store has fallen silent');
    // Its answer closes the circuit.
    expect(await breaker.run(answered, { evenIfOpen: true })).toBe('said');
    expect(await breaker.run(answered)).toBe('said');
    breaker.stop();
  });

  it('stays closed for calls that never reached a server which answers its probes', async () => {
    const asked: number[] = [];
    const breaker = breakerOf(
      () => (asked.push(asked.length), answered()),
      () => undefined,
    );
    for (let call = 0; call < 20; call += 1) await expect(breaker.run(unasked)).rejects.toThrow(NoFreeConnection);
    expect(await breaker.run(answered)).toBe('said');
    expect(asked.length).toBeGreaterThan(0);
    breaker.stop();
  });

  it('opens where calls never reach a server that does not answer its probes, and takes them for no answer', async () => {
    const breaker = breakerOf(unanswered, () => undefined);
    const isRefused = () =>
      breaker.run(unasked).then(
        () => false,
        (error: unknown) => !(error instanceof NoFreeConnection),
      );
    while (!(await isRefused())) await new Promise((resolve) => setTimeout(resolve, 10));
    breaker.stop();
  });

  it('reconnects after an unanswered probe, then less and less often', async () => {
    const asked: number[] = [];
    const left: number[] = [];
    const breaker = breakerOf(
      () => (asked.push(asked.length + 1), asked.length > 8 ? answered() : unanswered()),
      () => void left.push(asked.length),
    );
    await Promise.allSettled([1, 2, 3].map(() => breaker.run(unanswered)));
    const spoken = async (): Promise<boolean> => breaker.run(() => Promise.resolve(true)).catch(() => false);
    while (!(await spoken())) await new Promise((resolve) => setTimeout(resolve, 10));
    expect([asked.length, left]).toEqual([9, [1, 3, 7]]);
    breaker.stop();
  });

  it('does not reconnect where another call was answered while the probe was not', async () => {
    const left: string[] = [];
    let late = (_error: Error): void => undefined;
    const breaker = breakerOf(
      () => new Promise((_resolve, reject) => (late = reject)),
      () => void left.push('left'),
    );
    await expect(breaker.run(unanswered)).rejects.toBeInstanceOf(AnswerTimeout);
    expect(await breaker.run(answered)).toBe('said');
    late(new AnswerTimeout());
    await nextTurn();
    // The unanswered probe alone is one late answer.
    expect(await breaker.run(answered)).toBe('said');
    expect(left).toEqual([]);
    breaker.stop();
  });

  it('closes at the first answer, even a refusal, and does not reconnect then', async () => {
    const left: string[] = [];
    const breaker = breakerOf(
      () => Promise.reject(new Error('refused')),
      () => void left.push('left'),
    );
    await expect(breaker.run(unanswered)).rejects.toBeInstanceOf(AnswerTimeout);
    await nextTurn();
    expect(await breaker.run(answered)).toBe('said');
    expect(left).toEqual([]);
  });
});
