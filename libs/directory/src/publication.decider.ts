import {
  accepted,
  actRequestedNow,
  checkAnswer,
  civilDateIn,
  event,
  isMonth,
  isOpen,
  isRefused,
  monthAfter,
  monthOf,
  operatorAsSecond,
  requestRefused,
  tenantOfOperator,
  type ActAnswer,
  type CommandClass,
  type CommandEntry,
  type Decider,
  type Decision,
  type Month,
  type TenantReference,
  type Uuid,
} from '@jalon/kernel';
import type { Context, RuleSet } from '@jalon/rules';
import { asCompany } from './company.js';
import * as commands from './publication.commands.js';
import {
  PublicationCorrected,
  PublicationCorrectionConfirmed,
  PublicationCorrectionRefused,
  PublicationCorrectionRequested,
  PublicationCorrectionRequestWithdrawn,
  publicationEvents,
  type PublicationEvent,
} from './publication.events.js';
import { evolvePublication, neverCorrected, type PublicationState } from './publication.state.js';
import { refuse } from './rejections.js';

type PublicationDecision = Decision<PublicationEvent>;

/** The stream of a month's publication has the month for its id. */
function requestCorrection(
  _command: commands.RequestPublicationCorrection,
  { correction }: PublicationState,
  context: Context,
): PublicationDecision {
  const { caller, id: month, rules } = context;
  const actor = asCompany(caller);
  if (!actor) return refuse('PUBLICATION_COMPANY_ONLY');
  if (!isMonth(month)) return refuse('PUBLICATION_MONTH_INVALID');
  if (correction && isOpen(correction, context) && correction.requestedBy === caller.person) return accepted(actor, []);
  const publishedFrom = monthOfFirstReading(month, rules);
  const thisMonth = monthOf(civilDateIn(context.zone, context.now));
  if (thisMonth < publishedFrom) return refuse('PUBLICATION_NOT_YET', { month, publishedFrom });
  return (
    requestRefused(correction, context) ??
    accepted(actor, [
      event(PublicationCorrectionRequested, { ...actRequestedNow(context, rules.limits.actDays), month }),
    ])
  );
}

/** The month in which a month of facts can first be read: it is first published as of the end of the month before. */
function monthOfFirstReading(month: Month, { reports }: RuleSet): Month {
  return Array.from({ length: reports.publication.settlesAfterMonths + 1 }).reduce<Month>(monthAfter, month);
}

type Answered = Readonly<Record<'actId', Uuid>>;

/** An answer to the latest correction: by its requester where it is withdrawn, else by a second person. */
function answering<C extends Answered>(
  command: CommandClass<C>,
  name: string,
  answer: ActAnswer,
  eventsOf: (act: Answered & { readonly month: Month }) => readonly PublicationEvent[],
): CommandEntry<C, PublicationState, PublicationEvent, RuleSet, TenantReference> {
  return {
    command,
    name,
    references: (_given, _state, { caller }) => ({ ...tenantOfOperator(caller) }),
    decide: ({ actId }, { correction }, context) => {
      const second = answer === 'withdrawn' ? null : operatorAsSecond(context);
      const actor = asCompany(context.caller) ?? second ?? refuse('PUBLICATION_COMPANY_ONLY');
      if (isRefused(actor)) return actor;
      const checked = checkAnswer(correction, actId, answer, actor, context);
      if (isRefused(checked)) return checked;
      const { month } = checked.act.request;
      return accepted(actor, checked.accepted === 'again' ? [] : eventsOf({ actId, month }));
    },
  };
}

/** What is published of a month. Only its corrections are decided on: all else follows from the facts and the rules. */
export const publicationDecider: Decider<PublicationState, PublicationEvent, RuleSet> = {
  category: 'publication',
  initialState: neverCorrected,
  evolve: evolvePublication,
  exists: ({ correction }) => correction !== null,
  rulesOf: () => null,
  events: publicationEvents,
  commands: [
    {
      command: commands.RequestPublicationCorrection,
      name: 'RequestPublicationCorrection',
      decide: requestCorrection,
    },
    answering(
      commands.ConfirmPublicationCorrection,
      'ConfirmPublicationCorrection',
      'confirmed',
      ({ actId, month }) => [
        event(PublicationCorrectionConfirmed, { actId }),
        event(PublicationCorrected, { actId, month }),
      ],
    ),
    answering(commands.RefusePublicationCorrection, 'RefusePublicationCorrection', 'refused', ({ actId }) => [
      event(PublicationCorrectionRefused, { actId }),
    ]),
    answering(commands.WithdrawPublicationCorrection, 'WithdrawPublicationCorrection', 'withdrawn', ({ actId }) => [
      event(PublicationCorrectionRequestWithdrawn, { actId }),
    ]),
  ],
};
