import { whoMayAct, type DecisionContext } from '@jalon/kernel';

/** Whether the person of the stream may be the human who acts: the caller, or whoever handed over the caller’s access. */
export function mayBeOneself({
  caller,
  id,
  humanOf,
}: Pick<DecisionContext<unknown>, 'caller' | 'id' | 'humanOf'>): boolean {
  return whoMayAct(caller).some((each) => humanOf(each) === humanOf(id));
}
