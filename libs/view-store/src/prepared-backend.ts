import { memoised } from '@jalon/kernel';
import type { Backend } from './backend.js';

/**
 * The same backend, made ready by `prepare` before anything else is asked of it. Where it is away at first, whoever asks tries
 * again, one for all who ask at once.
 *
 * @throws whatever keeps it from being made ready and would not pass by itself
 */
export async function preparedBackend(backend: Backend, prepare: () => Promise<void>): Promise<Backend> {
  const prepared = memoised(prepare);
  await prepared().catch((error: unknown) => {
    if (!backend.isAway(error)) throw error;
  });
  return {
    ...backend,
    reading: (work) => prepared().then(() => backend.reading(work)),
    writing: (work) => prepared().then(() => backend.writing(work)),
    building: (...given) => prepared().then(() => backend.building(...given)),
    readOnce: (work) => prepared().then(() => backend.readOnce(work)),
    async *everyRow(...given) {
      await prepared();
      yield* backend.everyRow(...given);
    },
    sweep: () => prepared().then(backend.sweep),
  };
}
