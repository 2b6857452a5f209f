import type { Caller, Role, Uuid } from '@jalon/kernel';
import { holdsOneOf } from './company.policy.js';

/** What must be known of an act of two people to say who may see it. */
export interface ActFacts {
  readonly requestedBy: Uuid;
  /** The roles that may confirm or refuse it. */
  readonly answerableBy: readonly Role[];
}

/** Whether the caller finds an act in the list: those who may answer it, who requested it, auditors and the operator. */
export function maySeeAct({ requestedBy, answerableBy }: ActFacts, caller: Caller): boolean {
  return caller.person === requestedBy || holdsOneOf(caller, [...answerableBy, 'auditor', 'compliance', 'operator']);
}
