import {
  accepted,
  actRequestedNow,
  event,
  isOpen,
  requestRefused,
  type Act,
  type Caller,
  type Decision,
  type Reference,
  type TenantReference,
  type Uuid,
} from '@jalon/kernel';
import type { Context } from '@jalon/rules';
import { answerToAct } from './answer-act.js';
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
import type { OrganisationState } from './organisation.state.js';
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

/** The latest merger, or reversal of one, of an organisation that is registered. */
const latest = (kind: 'merger' | 'reversal') => (state: OrganisationState) =>
  state.status === 'unknown' ? refuse('ORGANISATION_NOT_FOUND') : state[kind];

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
  answerToAct(
    {
      command: commands.ConfirmOrganisationMerger,
      name: 'ConfirmOrganisationMerger',
      answer: 'confirmed',
      actOf: latest('merger'),
      eventsOf: ({ actId, request: { into } }) => [
        event(OrganisationMergerConfirmed, { actId }),
        event(OrganisationMerged, { actId, into }),
      ],
    },
    'DIRECTORY_COMPANY_ONLY',
  ),
  answerToAct(
    {
      command: commands.RefuseOrganisationMerger,
      name: 'RefuseOrganisationMerger',
      answer: 'refused',
      actOf: latest('merger'),
      eventsOf: ({ actId }) => [event(OrganisationMergerRefused, { actId })],
    },
    'DIRECTORY_COMPANY_ONLY',
  ),
  answerToAct(
    {
      command: commands.WithdrawOrganisationMerger,
      name: 'WithdrawOrganisationMerger',
      answer: 'withdrawn',
      actOf: latest('merger'),
      eventsOf: ({ actId }) => [event(OrganisationMergerRequestWithdrawn, { actId })],
    },
    'DIRECTORY_COMPANY_ONLY',
  ),
  {
    command: commands.RequestOrganisationMergerReversal,
    name: 'RequestOrganisationMergerReversal',
    decide: requestReversal,
  },
  answerToAct(
    {
      command: commands.ConfirmOrganisationMergerReversal,
      name: 'ConfirmOrganisationMergerReversal',
      answer: 'confirmed',
      actOf: latest('reversal'),
      eventsOf: ({ actId, request: { into } }) => [
        event(OrganisationMergerReversalConfirmed, { actId }),
        event(OrganisationMergerReversed, { actId, into }),
      ],
    },
    'DIRECTORY_COMPANY_ONLY',
  ),
  answerToAct(
    {
      command: commands.RefuseOrganisationMergerReversal,
      name: 'RefuseOrganisationMergerReversal',
      answer: 'refused',
      actOf: latest('reversal'),
      eventsOf: ({ actId }) => [event(OrganisationMergerReversalRefused, { actId })],
    },
    'DIRECTORY_COMPANY_ONLY',
  ),
  answerToAct(
    {
      command: commands.WithdrawOrganisationMergerReversal,
      name: 'WithdrawOrganisationMergerReversal',
      answer: 'withdrawn',
      actOf: latest('reversal'),
      eventsOf: ({ actId }) => [event(OrganisationMergerReversalRequestWithdrawn, { actId })],
    },
    'DIRECTORY_COMPANY_ONLY',
  ),
];
