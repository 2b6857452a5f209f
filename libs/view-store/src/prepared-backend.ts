import { memoised } from '@jalon/kernel';
import type { Backend } from './backend.js';

/**
 * A backend that runs `prepare` before it answers anything. While the database is away, each call tries again; calls at the
 * same time share one try.
 *
 * @throws the fault of `prepare`, unless the database is away
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
