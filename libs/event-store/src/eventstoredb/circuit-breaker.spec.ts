import { AnswerTimeout, createCircuitBreaker } from './circuit-breaker.js';

const unanswered = (): Promise<never> => Promise.reject(new AnswerTimeout(1));

describe('the circuit breaker', () => {
  it('reconnects after an unanswered probe, then less and less often', async () => {
    const asked: number[] = [];
    const left: number[] = [];
    const breaker = createCircuitBreaker(
      () => (asked.push(asked.length + 1), asked.length > 8 ? Promise.resolve() : unanswered()),
      () => void left.push(asked.length),
    );
    await expect(breaker.run(unanswered)).rejects.toBeInstanceOf(AnswerTimeout);
    const spoken = async (): Promise<boolean> => breaker.run(() => Promise.resolve(true)).catch(() => false);
    while (!(await spoken())) await new Promise((resolve) => setTimeout(resolve, 10));
    expect([asked.length, left]).toEqual([9, [1, 3, 7]]);
    breaker.stop();
  });

  it('closes at the first answer, even a refusal, and does not reconnect then', async () => {
    const left: string[] = [];
    const breaker = createCircuitBreaker(
      () => Promise.reject(new Error('refused')),
      () => void left.push('left'),
    );
    await expect(breaker.run(unanswered)).rejects.toBeInstanceOf(AnswerTimeout);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await breaker.run(() => Promise.resolve('said'))).toBe('said');
    expect(left).toEqual([]);
  });
});
