import type { Party } from '@jalon/kernel';
import type { Acceptances } from '../mission.state.js';

/** What parties are asked to accept: a proposal, or an amendment. */
export interface Awaiting {
  readonly required: readonly Party[];
  readonly acceptances: Acceptances;
}

/** Whether it still waits for that party's acceptance. */
export function awaits({ required, acceptances }: Awaiting, party: Party): boolean {
  return required.includes(party) && acceptances[party] === undefined;
}

/** Whether it waits for nobody's acceptance but that party's. */
export function isLastAwaited(asked: Awaiting, party: Party): boolean {
  return asked.required.every((other) => other === party || !awaits(asked, other));
}
