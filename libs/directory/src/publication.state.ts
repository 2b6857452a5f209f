import { foldAct, type Act, type Month, type Recorded } from '@jalon/kernel';
import { PublicationCorrected, publicationCorrection, type PublicationEvent } from './publication.events.js';

/** What two people decided about the publication of one month. Figures are no part of it: they follow from the facts. */
export interface PublicationState {
  /** The latest correction, whatever became of it. */
  readonly correction: Act<{ readonly month: Month }> | null;
}

export const neverCorrected: PublicationState = { correction: null };

export function evolvePublication(state: PublicationState, event: Recorded<PublicationEvent>): PublicationState {
  if (event.type === PublicationCorrected.type) return state;
  return { correction: foldAct(publicationCorrection, state.correction, event) };
}
