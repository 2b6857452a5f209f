import {
  holdsRole,
  isRefused,
  operatorAsSecond,
  OVERSEER_ROLES,
  tenantOfOperator,
  type Actor,
  type Caller,
  type CommandClass,
  type CommandEntry,
  type Decision,
  type Party,
  type Personal,
  type StreamRef,
  type TenantReference,
  type Uuid,
} from '@jalon/kernel';
import type { Context, RuleSet } from '@jalon/rules';
import type { MissionEvent } from '../events.js';
import type { Mission, MissionState } from '../mission.state.js';
import { refuse } from '../rejections.js';
import { peopleCompared } from './four-eyes.js';
import { capacitiesOf, type PartyActor } from './parties.js';

export type MissionDecision = Decision<MissionEvent>;
export type MissionCommandEntry<C extends object, References> = CommandEntry<
  C,
  MissionState,
  MissionEvent,
  RuleSet,
  References
>;

/** A decision on a mission that was proposed, by someone who may know of it. */
export type DecideOnMission<C, References> = (
  command: C,
  mission: Mission,
  context: Context<References>,
) => MissionDecision;

/** The same, once it is known for which of the entitled parties the caller acts. */
export type DecideAsParty<C, References> = (
  command: C,
  mission: Mission,
  context: Context<References>,
  actor: PartyActor,
) => MissionDecision;

/** What an entry may declare, other than its decision. */
export interface EntryOptions<C, References> {
  readonly references?: (command: C, mission: Mission, caller: Caller) => Readonly<Record<string, StreamRef>>;
  /** The people whom the decision compares, besides those of the mission and the caller. */
  readonly compares?: (command: C, mission: Mission) => readonly Uuid[];
  readonly opens?: (
    command: C,
    mission: Mission,
    references: References,
  ) => Readonly<Record<string, Personal<unknown> | null>>;
}

/** A command on a mission that must be there. */
export function onMission<C extends object, References = unknown>(
  command: CommandClass<C>,
  name: string,
  decide: DecideOnMission<C, References>,
  { references, compares, opens }: EntryOptions<C, References> = {},
): MissionCommandEntry<C, References> {
  return {
    command,
    name,
    ...(references && {
      references: (given: C, state: MissionState, { caller }: { readonly caller: Caller }) =>
        isKnown(state) ? references(given, state, caller) : {},
    }),
    ...(compares && {
      people: (given: C, state: MissionState, { caller }: { readonly caller: Caller }) =>
        isKnown(state) ? peopleCompared(state, [caller.person, ...compares(given, state)]) : [],
    }),
    ...(opens && {
      opens: (given: C, state: MissionState, found: References) => (isKnown(state) ? opens(given, state, found) : {}),
    }),
    decide: (given, state, context) =>
      isKnown(state) && mayKnow(state, context) ? decide(given, state, context) : refuse('MISSION_UNKNOWN'),
  };
}

/**
 * A command that only some parties may give.
 *
 * @param isTheirOwn whether the four-eyes rule excludes this person. It only chooses the refusal of a caller who acts
 * for none of the parties: `FOUR_EYES` instead of `PARTY_NOT_ENTITLED`, since speaking for another party would not help
 */
export function asParty<C, References = unknown>(
  parties: readonly Party[],
  decide: DecideAsParty<C, References>,
  isTheirOwn: (command: C, mission: Mission, person: Uuid, context: Context<References>) => boolean = () => false,
): DecideOnMission<C, References> {
  return (command, mission, context) => {
    const { caller } = context;
    const [actor] = capacitiesOf(mission, caller, parties);
    if (actor) return decide(command, mission, context, actor);
    return refuse(isTheirOwn(command, mission, caller.person, context) ? 'FOUR_EYES' : 'PARTY_NOT_ENTITLED');
  };
}

/** A command by which a second person of the company, or the operator in their place, answers an act. */
export function asSecondPerson<C>(
  decide: (command: C, mission: Mission, context: Context, actor: Actor) => MissionDecision,
): DecideOnMission<C, TenantReference> {
  return (command, mission, context) => {
    const [company] = capacitiesOf(mission, context.caller, ['company']);
    const actor = company ?? operatorAsSecond(context) ?? refuse('PARTY_NOT_ENTITLED');
    return isRefused(actor) ? actor : decide(command, mission, context, actor);
  };
}

/** What such a command refers to. */
export const secondPersonReferences = (_command: object, _mission: Mission, caller: Caller) => ({
  ...tenantOfOperator(caller),
});

function isKnown(state: MissionState): state is Mission {
  return state.status !== 'unknown';
}

/**
 * Whether the caller would be shown the mission, as reading decides it: to everyone else, a command answers as if there were
 * none. A mission in personal time is known to its own parties only.
 */
function mayKnow(mission: Mission, { caller }: Context): boolean {
  if (caller.person === mission.employee || capacitiesOf(mission, caller).length > 0) return true;
  if (mission.basis === 'personal-time') return false;
  return (
    caller.person === mission.manager ||
    [...OVERSEER_ROLES, 'operator' as const].some((role) => holdsRole(caller, role, mission.employer))
  );
}
