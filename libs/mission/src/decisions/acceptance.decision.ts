import {
  accepted,
  addYears,
  civilDateIn,
  ERASED,
  event,
  streamName,
  type CivilDate,
  type ClaimName,
  type ClaimRequest,
  type Personal,
  type StreamRef,
} from '@jalon/kernel';
import type { AgeBand, Context } from '@jalon/rules';
import { MissionAccepted, MissionConfirmed, type Attribution } from '../events.js';
import type { AcceptMission } from '../mission.commands.js';
import type { Mission, Proposed } from '../mission.state.js';
import { knownState, type AcceptanceReferences } from '../references.js';
import { refuse, type MissionRejection } from '../rejections.js';
import { awaits, isLastAwaited, capacityFor } from './parties.js';
import type { MissionDecision } from './mission-command.js';

type AcceptanceContext = Context<AcceptanceReferences>;

/** Accepts for one required party; with the last one, claims the need's place and confirms the mission. */
export function acceptMission(command: AcceptMission, mission: Mission, context: AcceptanceContext): MissionDecision {
  const asked = [...mission.required, mission.proposer.party];
  const actor = capacityFor(mission, context.caller, command.party, asked, 'PARTY_NOT_REQUIRED');
  if ('accepted' in actor) return actor;

  const before = mission.acceptances[actor.party];
  if (before === context.caller.person) return accepted(actor, []);
  if (before !== undefined) return refuse('ALREADY_ACCEPTED');
  if (mission.status !== 'proposed') return refuse('MISSION_OVER');
  const refusal = gone(mission, context.references);
  if (refusal) return refuse(refusal);

  if (!isLastAwaited(mission, actor.party)) return accepted(actor, [event(MissionAccepted, { party: actor.party })]);
  const claims = placeClaim(mission);
  return accepted(
    actor,
    [
      event(MissionAccepted, { party: actor.party, ...claimsNamed(claims, context) }),
      event(MissionConfirmed, { attribution: attributionOf(mission, context) }),
    ],
    claims,
  );
}

/** The refusal when the need, the employee, the employer or the organisation has closed or left since the proposal. */
function gone({ need }: Proposed, references: AcceptanceReferences): MissionRejection | null {
  if (need !== null && knownState(references.need)?.status !== 'open') return 'NEED_CLOSED';
  if (knownState(references.employee)?.status !== 'registered') return 'EMPLOYEE_LEFT';
  if (knownState(references.employer)?.status !== 'registered') return 'EMPLOYER_CLOSED';
  if (knownState(references.organisation)?.status !== 'registered') return 'ORGANISATION_CLOSED';
  return null;
}

function placeClaim({ need }: Proposed): readonly ClaimRequest[] {
  return need === null ? [] : [{ owner: { category: 'need', id: need }, key: 'place', amount: 1 }];
}

/** The claims that the event rests on, as its field; no field where there are none. */
function claimsNamed(claims: readonly ClaimRequest[], { tenant, nextRevision }: AcceptanceContext) {
  if (claims.length === 0) return {};
  return {
    claims: claims.map(({ owner, key }): ClaimName => ({
      owner: streamName({ ...owner, tenant }),
      key,
      attempt: nextRevision,
    })),
  };
}

function attributionOf(mission: Proposed, { references, rules, now, opened }: AcceptanceContext): Attribution {
  const { employer, employee, organisation, need, basis, cause, sdg, zone } = mission;
  const person = knownState(references.employee);
  const birthDate = opened['birthDate'];
  const known = birthDate !== undefined && birthDate !== ERASED && typeof birthDate.value === 'string';
  return {
    employer,
    employee,
    organisation,
    need,
    basis,
    cause,
    sdg,
    department: person?.department ?? null,
    site: person?.site ?? null,
    ageBand: known ? ageBand(birthDate.value, civilDateIn(zone, now), rules.ageBands) : null,
    programme: null,
  };
}

/** The band of the age reached on `today`; the bands are in order of age. */
function ageBand(birthDate: CivilDate, today: CivilDate, bands: readonly AgeBand[]): string | null {
  return bands.findLast(({ from }) => addYears(birthDate, from) <= today)?.code ?? null;
}

/** Everyone whom the mission names, and its need, as they are at the acceptance. */
export function acceptanceReferences(_command: AcceptMission, mission: Mission): Readonly<Record<string, StreamRef>> {
  return {
    employee: { category: 'person', id: mission.employee },
    employer: { category: 'employer', id: mission.employer },
    organisation: { category: 'organisation', id: mission.organisation },
    ...(mission.need !== null && { need: { category: 'need', id: mission.need } }),
  };
}

/** The date of birth, only for the acceptance that may confirm: only the age band is recorded. */
export function acceptanceOpens(
  _command: AcceptMission,
  mission: Mission,
  references: AcceptanceReferences,
): Readonly<Record<string, Personal<unknown> | null>> {
  const oneLeft = mission.required.filter((party) => awaits(mission, party)).length === 1;
  return mission.status === 'proposed' && oneLeft
    ? { birthDate: knownState(references.employee)?.birthDate ?? null }
    : {};
}
