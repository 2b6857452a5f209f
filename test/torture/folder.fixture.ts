import { claimsDueIn, systemClock } from '@jalon/application';
import type { Engine } from '@jalon/engine';
import type { Ground } from './mission.side.js';

/** Short, so that a test can wait it out; however short, no place may be given twice. */
export const CLAIM_DELAY_MS = 100;

/** An engine's folder as the ground of a world: its stores, the machine's clock, and the claims due that its views know of. */
export function groundOn({ stores, sealer }: Engine): Ground {
  return {
    store: stores.events,
    sealer,
    clock: systemClock,
    due: claimsDueIn(stores.views),
    claimDelayMs: CLAIM_DELAY_MS,
  };
}
