import {
  accepted,
  actRequestedNow,
  event,
  isOpenRequestOf,
  requestRefused,
  type Decision,
  type Reference,
  type Refused,
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
  organisationSeparation,
  OrganisationSeparationRequested,
  OrganisationSeparated,
  type OrganisationEvent,
} from './organisation.events.js';
import type { OrganisationState } from './organisation.state.js';
import { refuse } from './rejections.js';

type MergerDecision = Decision<OrganisationEvent>;
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
  if (state.status === 'unknown') return refuse('ORGANISATION_NOT_FOUND');
  if (!actor) return refuse('DIRECTORY_COMPANY_ONLY');
  if (isOpenRequestOf(caller, state.merger, context) && state.merger.request.into === into) return accepted(actor, []);
  if (into === id) return refuse('MERGER_WITH_ITSELF');
  if (state.mergedInto !== null) return refuse('ORGANISATION_ALREADY_MERGED', { into: state.mergedInto });
  if (into === state.branchOf) return refuse('ORGANISATION_ALREADY_MERGED', { into });
  if (!references.into?.found || references.into.state.status === 'unknown') return refuse('ORGANISATION_UNKNOWN');
  return (
    namesAlready(id, into, references.into.state) ??
    requestRefused(state.merger, context) ??
    accepted(actor, [event(OrganisationMergerRequested, { ...actRequestedNow(context, rules.limits.actDays), into })])
  );
}

/** Two entries name each other in one direction at most: a separation would leave the second link. */
function namesAlready(id: Uuid, into: Uuid, state: OrganisationState): Refused | null {
  const links = state.status === 'unknown' ? [] : [state.mergedInto, state.branchOf];
  return links.includes(id) ? refuse('ORGANISATION_ALREADY_MERGED', { into }) : null;
}

function requestSeparation(
  _command: commands.RequestOrganisationSeparation,
  state: OrganisationState,
  context: Context,
): MergerDecision {
  const { caller, rules } = context;
  const actor = asCompany(caller);
  if (state.status === 'unknown') return refuse('ORGANISATION_NOT_FOUND');
  if (!actor) return refuse('DIRECTORY_COMPANY_ONLY');
  const from = state.mergedInto ?? state.branchOf;
  if (from === null) return refuse('ORGANISATION_NOT_MERGED');
  if (isOpenRequestOf(caller, state.separation, context) && state.separation.request.from === from)
    return accepted(actor, []);
  return (
    requestRefused(state.separation, context) ??
    accepted(actor, [
      event(OrganisationSeparationRequested, { ...actRequestedNow(context, rules.limits.actDays), from }),
    ])
  );
}

/** The latest merger, or separation, of an organisation that is registered. */
const latest =
  <Kind extends 'merger' | 'separation'>(kind: Kind) =>
  (state: OrganisationState) =>
    state.status === 'unknown' ? refuse('ORGANISATION_NOT_FOUND') : state[kind];

/** The commands by which two people merge an organisation into another, and separate it again. */
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
    link: { to: ({ into }) => into, refused: namesAlready },
    companyOnly: 'DIRECTORY_COMPANY_ONLY',
  }),
  {
    command: commands.RequestOrganisationSeparation,
    name: 'RequestOrganisationSeparation',
    decide: requestSeparation,
  },
  ...answersToAct({
    kind: organisationSeparation,
    confirm: commands.ConfirmOrganisationSeparation,
    refuse: commands.RefuseOrganisationSeparation,
    withdraw: commands.WithdrawOrganisationSeparation,
    actOf: latest('separation'),
    effect: ({ actId, request: { from } }) => event(OrganisationSeparated, { actId, from }),
    companyOnly: 'DIRECTORY_COMPANY_ONLY',
  }),
];
