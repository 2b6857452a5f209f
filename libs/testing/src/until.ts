import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until a condition holds; on a busy machine that may take long. @throws Error when it does not within
 * `withinMs`
 */
export async function until(holds: () => boolean | Promise<boolean>, withinMs = 20_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`it did not come true within ${withinMs} ms`);
    await pause(20);
  }
}
