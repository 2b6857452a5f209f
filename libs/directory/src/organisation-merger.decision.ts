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
import { answersToAct } from './answer-act.js';
import { asCompany } from './company.js';
import * as commands from './organisation.commands.js';
import {
  OrganisationMerged,
  organisationMerger,
  OrganisationMergerRequested,
  organisationMergerReversal,
  OrganisationMergerReversalRequested,
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
  if (into === state.branchOf) return refuse('ORGANISATION_ALREADY_MERGED', { into });
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
  const into = state.mergedInto ?? state.branchOf;
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
  ...answersToAct({
    kind: organisationMerger,
    confirm: commands.ConfirmOrganisationMerger,
    refuse: commands.RefuseOrganisationMerger,
    withdraw: commands.WithdrawOrganisationMerger,
    actOf: latest('merger'),
    effect: ({ actId, request: { into } }) => event(OrganisationMerged, { actId, into }),
    companyOnly: 'DIRECTORY_COMPANY_ONLY',
  }),
  {
    command: commands.RequestOrganisationMergerReversal,
    name: 'RequestOrganisationMergerReversal',
    decide: requestReversal,
  },
  ...answersToAct({
    kind: organisationMergerReversal,
    confirm: commands.ConfirmOrganisationMergerReversal,
    refuse: commands.RefuseOrganisationMergerReversal,
    withdraw: commands.WithdrawOrganisationMergerReversal,
    actOf: latest('reversal'),
    effect: ({ actId, request: { into } }) => event(OrganisationMergerReversed, { actId, into }),
    companyOnly: 'DIRECTORY_COMPANY_ONLY',
  }),
];
