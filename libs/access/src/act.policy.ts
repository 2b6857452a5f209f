import type { Caller, Role, Uuid } from '@jalon/kernel';
import { holdsOneOf } from './company.policy.js';

/** What must be known of an act of two people to say who may see it. */
export interface ActFacts {
  readonly requestedBy: Uuid;
  /** Whose the thing is that it is about; null for a thing of no employer. */
  readonly employer: Uuid | null;
  /** The roles that may confirm or refuse it. */
  readonly answerableBy: readonly Role[];
}

/** Whether the caller finds an act in the list: those who may answer it, who requested it, auditors and the operator. */
export function maySeeAct({ requestedBy, employer, answerableBy }: ActFacts, caller: Caller): boolean {
  const seenBy: readonly Role[] = [...answerableBy, 'auditor', 'compliance', 'operator'];
  return caller.person === requestedBy || holdsOneOf(caller, seenBy, employer);
}
