import {
  accepted,
  checkAnswer,
  isRefused,
  operatorAsSecond,
  tenantOfOperator,
  type Act,
  type ActAnswer,
  type CommandClass,
  type CommandEntry,
  type Refused,
  type TenantReference,
  type UnsealedEvent,
  type Uuid,
} from '@jalon/kernel';
import type { RuleSet } from '@jalon/rules';
import { asCompany } from './company.js';
import { refuse, type DirectoryRejection } from './rejections.js';

interface ActAnswering<C extends object, State, Request, E> {
  readonly command: CommandClass<C>;
  readonly name: string;
  readonly answer: ActAnswer;
  /** The latest act of its kind; a refusal where there is nothing that could be acted on. */
  readonly actOf: (state: State) => Act<Request> | Refused | null;
  /** What is recorded for the answer. */
  readonly eventsOf: (act: Act<Request>) => readonly E[];
}

/**
 * A command that answers an act of the company: given by its requester where it is withdrawn, else by a second person.
 *
 * @param companyOnly the code by which anyone else is refused
 */
export function answerToAct<C extends { readonly actId: Uuid }, State, Request, E extends UnsealedEvent>(
  { command, name, answer, actOf, eventsOf }: ActAnswering<C, State, Request, E>,
  companyOnly: DirectoryRejection,
): CommandEntry<C, State, E, RuleSet, TenantReference> {
  return {
    command,
    name,
    references: (_given, _state, { caller }) => ({ ...tenantOfOperator(caller) }),
    decide: ({ actId }, state, context) => {
      const second = answer === 'withdrawn' ? null : operatorAsSecond(context);
      const actor = asCompany(context.caller) ?? second ?? refuse(companyOnly);
      if (isRefused(actor)) return actor;
      const act = actOf(state);
      if (act && isRefused(act)) return act;
      const checked = checkAnswer(act, actId, answer, actor, context);
      if (isRefused(checked)) return checked;
      return accepted(actor, checked.accepted === 'again' ? [] : eventsOf(checked.act));
    },
  };
}
