import {
  accepted,
  actRequestedNow,
  checkAnswer,
  event,
  isOpen,
  isRefused,
  operatorAsSecond,
  requestRefused,
  tenantOfOperator,
  type Act,
  type ActAnswer,
  type Actor,
  type Caller,
  type CommandClass,
  type CommandEntry,
  type Decision,
  type Reference,
  type TenantReference,
  type Uuid,
} from '@jalon/kernel';
import type { Context, RuleSet } from '@jalon/rules';
import { asCompany } from './company.js';
import * as commands from './organisation.commands.js';
import {
  OrganisationMerged,
  OrganisationMergerConfirmed,
  OrganisationMergerRefused,
  OrganisationMergerRequested,
  OrganisationMergerRequestWithdrawn,
  OrganisationMergerReversalConfirmed,
  OrganisationMergerReversalRefused,
  OrganisationMergerReversalRequested,
  OrganisationMergerReversalRequestWithdrawn,
  OrganisationMergerReversed,
  type OrganisationEvent,
} from './organisation.events.js';
import type { Organisation, OrganisationState } from './organisation.state.js';
import { refuse } from './rejections.js';

type MergerDecision = Decision<OrganisationEvent>;
type Merger = Act<{ readonly into: Uuid }>;
interface MergerReferences extends TenantReference {
  readonly into?: Reference<OrganisationState>;
}

function requestMerger(
  { into }: commands.RequestOrganisationMerger,
  state: OrganisationState,
  context: Context<MergerReferences>,
): MergerDecision {
  const { caller, id, references, rules } = context;
  const actor = asCompany(caller);
  if (!actor) return refuse('DIRECTORY_COMPANY_ONLY');
  if (state.status === 'unknown') return refuse('ORGANISATION_NOT_FOUND');
  if (isSameRequest(state.merger, into, caller, context)) return accepted(actor, []);
  if (into === id) return refuse('MERGER_WITH_ITSELF');
  if (state.mergedInto !== null) return refuse('ORGANISATION_ALREADY_MERGED', { into: state.mergedInto });
  if (!references.into?.found || references.into.state.status === 'unknown') return refuse('ORGANISATION_UNKNOWN');
  return (
    requestRefused(state.merger, context) ??
    accepted(actor, [event(OrganisationMergerRequested, { ...actRequestedNow(context, rules.limits.actDays), into })])
  );
}

function requestReversal(
  _command: commands.RequestOrganisationMergerReversal,
  state: OrganisationState,
  context: Context,
): MergerDecision {
  const { caller, rules } = context;
  const actor = asCompany(caller);
  if (!actor) return refuse('DIRECTORY_COMPANY_ONLY');
  if (state.status === 'unknown') return refuse('ORGANISATION_NOT_FOUND');
  const { mergedInto: into } = state;
  if (into === null) return refuse('ORGANISATION_NOT_MERGED');
  if (isSameRequest(state.reversal, into, caller, context)) return accepted(actor, []);
  return (
    requestRefused(state.reversal, context) ??
    accepted(actor, [
      event(OrganisationMergerReversalRequested, { ...actRequestedNow(context, rules.limits.actDays), into }),
    ])
  );
}

function isSameRequest(act: Merger | null, into: Uuid, { person }: Caller, context: Context): boolean {
  return act !== null && isOpen(act, context) && act.requestedBy === person && act.request.into === into;
}

type CommandOf<C extends object> = CommandEntry<C, OrganisationState, OrganisationEvent, RuleSet, MergerReferences>;

/** An answer to the latest act of a kind: by its requester where it is withdrawn, else by a second person. */
function answering<C extends { readonly actId: Uuid }>(
  command: CommandClass<C>,
  name: string,
  answer: ActAnswer,
  actOf: (state: Organisation) => Merger | null,
  eventsOf: (act: Merger) => readonly OrganisationEvent[],
): CommandOf<C> {
  return {
    command,
    name,
    references: (_given, _state, { caller }) => ({ ...tenantOfOperator(caller) }),
    decide: ({ actId }, state, context) => {
      const second = answer === 'withdrawn' ? null : operatorAsSecond(context);
      const actor = asCompany(context.caller) ?? second ?? refuse('DIRECTORY_COMPANY_ONLY');
      if (isRefused(actor)) return actor;
      if (state.status === 'unknown') return refuse('ORGANISATION_NOT_FOUND');
      return answered(actOf(state), actId, answer, actor, context, eventsOf);
    },
  };
}

function answered(
  act: Merger | null,
  actId: Uuid,
  answer: ActAnswer,
  actor: Actor,
  context: Context,
  eventsOf: (act: Merger) => readonly OrganisationEvent[],
): MergerDecision {
  const checked = checkAnswer(act, actId, answer, actor, context);
  if (isRefused(checked)) return checked;
  return accepted(actor, checked.accepted === 'again' ? [] : eventsOf(checked.act));
}

const merger = ({ merger: act }: Organisation) => act;
const reversal = ({ reversal: act }: Organisation) => act;

/** The commands by which two people merge an organisation into another, and reverse that. */
export const mergerCommands = [
  {
    command: commands.RequestOrganisationMerger,
    name: 'RequestOrganisationMerger',
    references: ({ into }: commands.RequestOrganisationMerger) => ({
      into: { category: 'organisation', id: into } as const,
    }),
    decide: requestMerger,
  },
  answering(
    commands.ConfirmOrganisationMerger,
    'ConfirmOrganisationMerger',
    'confirmed',
    merger,
    ({ actId, request: { into } }) => [
      event(OrganisationMergerConfirmed, { actId }),
      event(OrganisationMerged, { actId, into }),
    ],
  ),
  answering(commands.RefuseOrganisationMerger, 'RefuseOrganisationMerger', 'refused', merger, ({ actId }) => [
    event(OrganisationMergerRefused, { actId }),
  ]),
  answering(commands.WithdrawOrganisationMerger, 'WithdrawOrganisationMerger', 'withdrawn', merger, ({ actId }) => [
    event(OrganisationMergerRequestWithdrawn, { actId }),
  ]),
  {
    command: commands.RequestOrganisationMergerReversal,
    name: 'RequestOrganisationMergerReversal',
    decide: requestReversal,
  },
  answering(
    commands.ConfirmOrganisationMergerReversal,
    'ConfirmOrganisationMergerReversal',
    'confirmed',
    reversal,
    ({ actId, request: { into } }) => [
      event(OrganisationMergerReversalConfirmed, { actId }),
      event(OrganisationMergerReversed, { actId, into }),
    ],
  ),
  answering(
    commands.RefuseOrganisationMergerReversal,
    'RefuseOrganisationMergerReversal',
    'refused',
    reversal,
    ({ actId }) => [event(OrganisationMergerReversalRefused, { actId })],
  ),
  answering(
    commands.WithdrawOrganisationMergerReversal,
    'WithdrawOrganisationMergerReversal',
    'withdrawn',
    reversal,
    ({ actId }) => [event(OrganisationMergerReversalRequestWithdrawn, { actId })],
  ),
];
