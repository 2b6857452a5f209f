import {
  accepted,
  checkAnswer,
  event,
  isRefused,
  operatorAsSecond,
  tenantOfOperator,
  type Act,
  type ActAnswer,
  type ActKind,
  type CommandClass,
  type CommandEntry,
  type Fields,
  type Reference,
  type Refused,
  type TenantReference,
  type UnsealedEvent,
  type Uuid,
  type ValuesOf,
} from '@jalon/kernel';
import type { RuleSet } from '@jalon/rules';
import { asCompany } from './company.js';
import { refuse, type DirectoryRejection } from './rejections.js';

interface AnswerToAct {
  readonly actId: Uuid;
}

interface AnswersToAct<Name extends string, F extends Fields, State, Effect extends UnsealedEvent> {
  readonly kind: ActKind<Name, F>;
  readonly confirm: CommandClass<AnswerToAct>;
  readonly refuse: CommandClass<AnswerToAct>;
  readonly withdraw: CommandClass<AnswerToAct>;
  /** The latest act of its kind; a refusal where there is nothing that could be acted on. */
  readonly actOf: (state: State) => Act<ValuesOf<F>> | Refused | null;
  /** What follows once a second person has confirmed. */
  readonly effect: (act: Act<ValuesOf<F>>) => Effect;
  /** The thing that the act links its own to, and why the two cannot be linked now: read again before a confirmation. */
  readonly link?: {
    readonly to: (request: ValuesOf<F>) => Uuid;
    readonly refused: (id: Uuid, to: Uuid, state: State) => Refused | null;
  };
  /** The code by which anyone but the company is refused. */
  readonly companyOnly: DirectoryRejection;
}

interface AnswerReferences<State> extends TenantReference {
  readonly linked?: Reference<State>;
}

/**
 * The three commands that answer an act of the company: a second person confirms or refuses it, its requester withdraws
 * it. They are named after the kind: `ConfirmOrganisationMerger`.
 */
export function answersToAct<const Name extends string, F extends Fields, State, Effect extends UnsealedEvent>({
  kind,
  actOf,
  effect,
  link,
  companyOnly,
  ...commands
}: AnswersToAct<Name, F, State, Effect>) {
  function answer<E extends UnsealedEvent>(
    name: string,
    command: CommandClass<AnswerToAct>,
    given: ActAnswer,
    eventsOf: (act: Act<ValuesOf<F>>) => readonly E[],
  ): CommandEntry<AnswerToAct, State, E, RuleSet, AnswerReferences<State>> {
    const linked = given === 'confirmed' ? link : undefined;
    return {
      command,
      name,
      references: (_given, state, { caller }) => {
        const act = actOf(state);
        const to = linked && act && !isRefused(act) ? linked.to(act.request) : null;
        return { ...tenantOfOperator(caller), ...(to !== null && { linked: { category: kind.category, id: to } }) };
      },
      decide: ({ actId }, state, context) => {
        const act = actOf(state);
        if (act && isRefused(act)) return act;
        const second = given === 'withdrawn' ? null : operatorAsSecond(context);
        const actor = asCompany(context.caller) ?? second ?? refuse(companyOnly);
        if (isRefused(actor)) return actor;
        const checked = checkAnswer(act, actId, given, actor, context);
        if (isRefused(checked)) return checked;
        const other = context.references.linked;
        const unlinkable =
          checked.accepted === 'now' && other?.found
            ? linked?.refused(context.id, linked.to(checked.act.request), other.state)
            : null;
        if (unlinkable) return unlinkable;
        return accepted(actor, checked.accepted === 'again' ? [] : eventsOf(checked.act));
      },
    };
  }

  return [
    answer(`Confirm${kind.name}`, commands.confirm, 'confirmed', (act) => [
      event(kind.confirmed, { actId: act.actId }),
      effect(act),
    ]),
    answer(`Refuse${kind.name}`, commands.refuse, 'refused', ({ actId }) => [event(kind.refused, { actId })]),
    answer(`Withdraw${kind.name}`, commands.withdraw, 'withdrawn', ({ actId }) => [event(kind.withdrawn, { actId })]),
  ];
}
