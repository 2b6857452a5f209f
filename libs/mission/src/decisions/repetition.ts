import { accepted, ERASED, type Actor, type Decision, type Opened, type Personal } from '@jalon/kernel';
import type { MissionEvent } from '../events.js';
import { refuse, type MissionRejection } from '../rejections.js';

/** How what a command asks for compares with what stands. */
export type Likeness = 'same' | 'different' | 'erased';

/** Compares a text of the command with the stored one; once erased, nobody can tell. */
export function likenessOf(
  given: string | null | undefined,
  stored: Personal<string> | null,
  opened: Opened<unknown> | undefined,
): Likeness {
  const text = given ?? null;
  if (stored === null || text === null) return stored === text ? 'same' : 'different';
  if (opened === undefined || opened === ERASED) return 'erased';
  return opened.value === text ? 'same' : 'different';
}

/** The answer to a command that repeats what its caller did: already so, unless its words differ. */
export function repeated(actor: Actor, likeness: Likeness, otherwise: MissionRejection): Decision<MissionEvent> {
  switch (likeness) {
    case 'same':
      return accepted(actor, []);
    case 'different':
      return refuse(otherwise);
    case 'erased':
      return refuse('SUBJECT_ERASED');
  }
}
