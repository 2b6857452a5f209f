import {
  accepted,
  checkAnswer,
  event,
  isRefused,
  operatorAsSecond,
  tenantOfOperator,
  whoMayHaveRequested,
  type Act,
  type ActAnswer,
  type ActKind,
  type Actor,
  type Caller,
  type CommandClass,
  type CommandEntry,
  type Fields,
  type Personal,
  type Reference,
  type Refused,
  type TenantReference,
  type UnsealedEvent,
  type Uuid,
  type ValuesOf,
} from '@jalon/kernel';
import type { Context, RuleSet } from '@jalon/rules';
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
  readonly effect: (act: Act<ValuesOf<F>>, context: Context) => Effect;
  /** The thing that the act links its own to, and why the two cannot be linked now: read again before a confirmation. */
  readonly link?: {
    readonly to: (request: ValuesOf<F>) => Uuid;
    readonly refused: (id: Uuid, to: Uuid, state: State) => Refused | null;
  };
  /** The caller in the capacity in which they may act; by default as the company. */
  readonly actorOf?: (caller: Caller) => Actor | null;
  /** The code by which anyone else is refused. */
  readonly companyOnly: DirectoryRejection;
  /** Why it cannot be confirmed now; null where it can. */
  readonly notConfirmable?: (act: Act<ValuesOf<F>>, state: State, context: Context) => Refused | null;
  /** Personal fields that the effect is to hold. */
  readonly opens?: (state: State) => Readonly<Record<string, Personal<unknown> | null>>;
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
  actorOf = (caller) => asCompany(caller),
  notConfirmable,
  opens,
  ...commands
}: AnswersToAct<Name, F, State, Effect>) {
  function answer<E extends UnsealedEvent>(
    name: string,
    command: CommandClass<AnswerToAct>,
    given: ActAnswer,
    eventsOf: (act: Act<ValuesOf<F>>, context: Context) => readonly E[],
  ): CommandEntry<AnswerToAct, State, E, RuleSet, AnswerReferences<State>> {
    const confirms = given === 'confirmed';
    const linked = confirms ? link : undefined;
    return {
      command,
      name,
      references: (_given, state, { caller }) => {
        const act = actOf(state);
        const to = linked && act && !isRefused(act) ? linked.to(act.request) : null;
        return { ...tenantOfOperator(caller), ...(to !== null && { linked: { category: kind.category, id: to } }) };
      },
      people: (_given, state, { caller, id }) => {
        const act = actOf(state);
        if (!act || isRefused(act)) return [];
        return [caller.person, ...whoMayHaveRequested(act), id, ...(link ? [link.to(act.request)] : [])];
      },
      ...(confirms && opens && { opens: (_given: AnswerToAct, state: State) => opens(state) }),
      decide: ({ actId }, state, context) => {
        const act = actOf(state);
        if (act && isRefused(act)) return act;
        const second = given === 'withdrawn' ? null : operatorAsSecond(context);
        const actor = actorOf(context.caller) ?? second ?? refuse(companyOnly);
        if (isRefused(actor)) return actor;
        const checked = checkAnswer(act, actId, given, actor, context);
        if (isRefused(checked)) return checked;
        const other = context.references.linked;
        const unlinkable =
          checked.accepted === 'now' && other?.found
            ? linked?.refused(context.id, linked.to(checked.act.request), other.state)
            : null;
        if (unlinkable) return unlinkable;
        if (checked.accepted === 'again') return accepted(actor, []);
        const obstacle = confirms ? notConfirmable?.(checked.act, state, context) : null;
        return obstacle ?? accepted(actor, eventsOf(checked.act, context));
      },
    };
  }

  return [
    answer(`Confirm${kind.name}`, commands.confirm, 'confirmed', (act, context) => [
      event(kind.confirmed, { actId: act.actId }),
      effect(act, context),
    ]),
    answer(`Refuse${kind.name}`, commands.refuse, 'refused', ({ actId }) => [event(kind.refused, { actId })]),
    answer(`Withdraw${kind.name}`, commands.withdraw, 'withdrawn', ({ actId }) => [event(kind.withdrawn, { actId })]),
  ];
}
