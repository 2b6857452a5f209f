import {
  accepted,
  actRequestedNow,
  civilDateIn,
  event,
  isMonth,
  isOpenRequestOf,
  monthAfter,
  monthOf,
  requestRefused,
  type Decider,
  type Decision,
} from '@jalon/kernel';
import { firstPublishedWith, PUBLISHABLE_MONTHS, type Context, type RuleSet } from '@jalon/rules';
import { answersToAct } from './answer-act.js';
import { asCompany } from './company.js';
import * as commands from './publication.commands.js';
import {
  PublicationCorrected,
  publicationCorrection,
  PublicationCorrectionRequested,
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
  const { first, last } = PUBLISHABLE_MONTHS;
  if (!isMonth(month) || month < first || month > last) return refuse('PUBLICATION_MONTH_INVALID', { first, last });
  if (isOpenRequestOf(caller, correction, context)) return accepted(actor, []);
  // What is published with the end of a month can be read from the next one on.
  const publishedFrom = monthAfter(firstPublishedWith(month));
  const thisMonth = monthOf(civilDateIn(context.zone, context.now));
  if (thisMonth < publishedFrom) return refuse('PUBLICATION_NOT_YET', { month, publishedFrom });
  return (
    requestRefused(correction, context) ??
    accepted(actor, [
      event(PublicationCorrectionRequested, { ...actRequestedNow(context, rules.limits.actDays), month }),
    ])
  );
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
    ...answersToAct({
      kind: publicationCorrection,
      confirm: commands.ConfirmPublicationCorrection,
      refuse: commands.RefusePublicationCorrection,
      withdraw: commands.WithdrawPublicationCorrection,
      actOf: ({ correction }: PublicationState) => correction,
      effect: ({ actId, request: { month } }) => event(PublicationCorrected, { actId, month }),
      companyOnly: 'PUBLICATION_COMPANY_ONLY',
    }),
  ],
};
