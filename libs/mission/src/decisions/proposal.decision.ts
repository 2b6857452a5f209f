import {
  accepted,
  addYears,
  canonicalZone,
  COMPANY_ROLES,
  event,
  isCivilDate,
  type Basis,
  type CivilDate,
  type Refused,
  type StreamRef,
  type Uuid,
} from '@jalon/kernel';
import type { Context, RuleSet } from '@jalon/rules';
import { MissionProposed } from '../events.js';
import type { ProposeMission } from '../mission.commands.js';
import type { Mission, MissionState } from '../mission.state.js';
import { knownState, type ProposalReferences } from '../references.js';
import { refuse } from '../rejections.js';
import type { MissionDecision } from './mission-command.js';
import { capacityFor, present, speakingFor } from './parties.js';
import { namedParties, sidesNamed } from './named-parties.js';

type ProposalContext = Context<ProposalReferences>;

/** Proposes a mission, on a need or without one. What the command leaves out comes from the need and the directory. */
export function proposeMission(
  command: ProposeMission,
  state: MissionState,
  context: ProposalContext,
): MissionDecision {
  if (state.status !== 'unknown') return proposeAgain(command, state, context);

  // Entitlement is checked first: others may not learn whom the directory knows.
  const { proposers, required, evaluators } = context.rules.acceptance[command.basis];
  const sides = sidesNamed(command, context.references);
  const actor = capacityFor(sides, context.caller, command.party, proposers, 'PARTY_MAY_NOT_PROPOSE');
  if ('accepted' in actor) return actor;
  const named = namedParties(command, context.references);
  if ('accepted' in named) return named;
  const beyond = actor.party === 'company' ? beyondEmployer(named.employer, context) : null;
  if (beyond) return beyond;

  const need = knownState(context.references.need);
  const title = command.title ?? need?.title;
  if (title === undefined) return refuse('TITLE_MISSING');
  const zone = canonicalZone(command.zone ?? context.zone);
  if (zone === null) return refuse('ZONE_UNKNOWN', { zone: command.zone ?? context.zone });

  const { basis, startsOn, endsOn, plannedMinutes } = command;
  return (
    wrongTerms(command, context.rules) ??
    accepted(actor, [
      event(MissionProposed, {
        ...named,
        basis,
        title,
        cause: command.cause ?? need?.cause ?? null,
        sdg: command.sdg ?? need?.sdg ?? null,
        startsOn,
        endsOn,
        plannedMinutes,
        zone,
        proposedBy: actor.party,
        requiredAcceptances: present(required, named).filter((party) => party !== actor.party),
        evaluators: present(evaluators, named),
      }),
    ])
  );
}

/**
 * Human resources of one employer name its own people only: whoever sees a mission is told their names, and finds nobody of
 * another employer.
 */
function beyondEmployer(employer: Uuid, { caller, references }: ProposalContext): Refused | null {
  if (COMPANY_ROLES.some((role) => caller.roles.includes(role))) return null;
  if (knownState(references.employee)?.employer !== employer) return refuse('EMPLOYEE_UNKNOWN');
  const manager = knownState(references.manager);
  return manager && manager.employer !== employer ? refuse('MANAGER_UNKNOWN') : null;
}

/** Already so when the same person proposes the same again; fields that are left out are not compared. */
function proposeAgain(command: ProposeMission, mission: Mission, { caller }: ProposalContext): MissionDecision {
  const { proposer, proposedTerms } = mission;
  const existing: Readonly<Record<string, unknown>> = { ...mission, ...proposedTerms, party: proposer.party };
  const { id: _id, zone, ...others } = command;
  const asked = { ...others, zone: zone && (canonicalZone(zone) ?? zone) };
  const values = Object.entries<unknown>(asked).filter(([, value]) => value !== undefined && value !== null);
  const same = values.every(([field, value]) => existing[field] === value);
  const actor = speakingFor(proposer.party, mission, caller);
  return actor && same && proposer.person === caller.person ? accepted(actor, []) : refuse('MISSION_EXISTS');
}

/** Refuses dates and planned time that no mission may have. */
function wrongTerms({ basis, startsOn, endsOn, plannedMinutes }: ProposeMission, rules: RuleSet): Refused | null {
  if (!isCivilDate(startsOn) || !isCivilDate(endsOn)) return refuse('DATE_INVALID');
  if (endsOn < startsOn) return refuse('DATES_REVERSED', { startsOn, endsOn });
  if (plannedMinutes < 1) return refuse('PLANNED_TIME_ZERO');
  return tooLong(basis, startsOn, endsOn, rules);
}

/** Refuses a secondment that is longer than L8241-3 allows. */
export function tooLong(basis: Basis, startsOn: CivilDate, endsOn: CivilDate, { limits }: RuleSet): Refused | null {
  if (basis !== 'secondment' || endsOn < addYears(startsOn, limits.secondmentYears)) return null;
  return refuse('SECONDMENT_TOO_LONG', { years: limits.secondmentYears });
}

/** The streams that the command itself names. */
export function proposalReferences(command: ProposeMission): Readonly<Record<string, StreamRef>> {
  const { employee, employer, organisation, need, manager } = command;
  return {
    employee: { category: 'person', id: employee },
    ...(employer && { employer: { category: 'employer', id: employer } }),
    ...(organisation && { organisation: { category: 'organisation', id: organisation } }),
    ...(need && { need: { category: 'need', id: need } }),
    ...(manager && { manager: { category: 'person', id: manager } }),
  };
}

/** The streams that those name, where the command left them out: the need's organisation, the employee's employer. */
export function furtherProposalReferences(
  command: ProposeMission,
  _state: MissionState,
  references: ProposalReferences,
): Readonly<Record<string, StreamRef>> {
  const employer = knownState(references.employee)?.employer;
  const organisation = knownState(references.need)?.organisation;
  return {
    ...(!command.employer && employer && { employer: { category: 'employer', id: employer } }),
    ...(!command.organisation && organisation && { organisation: { category: 'organisation', id: organisation } }),
  };
}
