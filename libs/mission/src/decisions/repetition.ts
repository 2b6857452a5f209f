import { accepted, ERASED, equalityOf, type Actor, type Equality, type Opened, type Personal } from '@jalon/kernel';
import { refuse, type MissionRejection } from '../rejections.js';
import type { MissionDecision } from './mission-row.js';

/**
 * Compares a reason that its command demands. One was stored without its text when its subject had been erased: given again,
 * it would be stored without it again.
 */
export function equalityOfReason(
  given: string,
  stored: Personal<string> | null,
  opened: Opened<unknown> | undefined,
): Equality {
  return stored === null ? 'same' : equalityOf(given, stored, opened);
}

/** The answer to a command that repeats what its caller did: already so, unless its words differ. */
export function repeated(actor: Actor, equality: Equality, otherwise: MissionRejection): MissionDecision {
  switch (equality) {
    case 'same':
      return accepted(actor, []);
    case 'different':
      return refuse(otherwise);
    case ERASED:
      return refuse('SUBJECT_ERASED');
  }
}
