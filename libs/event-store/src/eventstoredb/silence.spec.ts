import { createSilence } from './silence.js';
import { NoAnswer } from './time-limit.js';

const unanswered = (): Promise<never> => Promise.reject(new NoAnswer(1));

describe('the silence of a server', () => {
  it('has another connection tried after a question without an answer, then more and more seldom', async () => {
    const asked: number[] = [];
    const left: number[] = [];
    const silence = createSilence(
      () => (asked.push(asked.length + 1), asked.length > 8 ? Promise.resolve() : unanswered()),
      () => void left.push(asked.length),
    );
    await expect(silence.unlessSilent(unanswered)).rejects.toBeInstanceOf(NoAnswer);
    const spoken = async (): Promise<boolean> => silence.unlessSilent(() => Promise.resolve(true)).catch(() => false);
    while (!(await spoken())) await new Promise((resolve) => setTimeout(resolve, 10));
    expect([asked.length, left]).toEqual([9, [1, 3, 7]]);
    silence.close();
  });

  it('ends at the first answer, though it be a refusal, and leaves nothing then', async () => {
    const left: string[] = [];
    const silence = createSilence(
      () => Promise.reject(new Error('refused')),
      () => void left.push('left'),
    );
    await expect(silence.unlessSilent(unanswered)).rejects.toBeInstanceOf(NoAnswer);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await silence.unlessSilent(() => Promise.resolve('said'))).toBe('said');
    expect(left).toEqual([]);
  });
});
