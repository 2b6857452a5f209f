import { IntrinsicException } from '@nestjs/common';

/** What is left of an answer that somebody was told of: Nest, which knows nothing of the request, says no more of it. */
class AnswerCut extends IntrinsicException {}

/**
 * An answer as it is, whose end before its time is told with the bytes that had gone out. What fails before the first of
 * them still fails as it did: it can be answered with a problem.
 */
export async function* toldWhenCut(
  answer: AsyncIterable<Uint8Array>,
  onCut: (error: unknown, bytes: number) => void,
): AsyncIterable<Uint8Array> {
  let bytes = 0;
  try {
    for await (const chunk of answer) {
      yield chunk;
      bytes += chunk.length;
    }
  } catch (error) {
    if (bytes === 0) throw error;
    onCut(error, bytes);
    throw new AnswerCut('an answer was cut', { cause: error });
  }
}
