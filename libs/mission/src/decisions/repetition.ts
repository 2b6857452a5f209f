import { accepted, ERASED, equalityOf, type Actor, type Equality, type Opened, type Personal } from '@jalon/kernel';
import { refuse, type MissionRejection } from '../rejections.js';
import type { MissionDecision } from './mission-command.js';

/**
 * Compares a mandatory reason with the stored one. A reason without text was stored when its subject had been erased
 * already; given again, it would again be stored without text, so it counts as the same.
 */
export function equalityOfReason(
  given: string,
  stored: Personal<string> | null,
  opened: Opened<unknown> | undefined,
): Equality {
  return stored === null ? 'same' : equalityOf(given, stored, opened);
}

/** The answer to a command that its caller repeats: already so, unless its text differs. */
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
