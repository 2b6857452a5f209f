import { setTimeout as pause } from 'node:timers/promises';

/** Waits until it holds, which a busy machine may take long for. @throws Error when it does not within `withinMs` */
export async function until(holds: () => boolean | Promise<boolean>, withinMs = 20_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`it did not come true within ${withinMs} ms`);
    await pause(20);
  }
}
