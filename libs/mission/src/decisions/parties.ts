import {
  COMPANY_ROLES,
  PARTIES,
  actingAs,
  type Actor,
  type Basis,
  type Caller,
  type Party,
  type Refused,
  type Uuid,
} from '@jalon/kernel';
import { refuse, type MissionRejection } from '../rejections.js';
import type { Acceptances } from '../mission.state.js';

/** The people and bodies that make up a mission's parties. */
export interface Sides {
  readonly basis: Basis;
  readonly employee: Uuid;
  /** Null while a proposal names none. */
  readonly employer: Uuid | null;
  /** Null while a proposal names none. */
  readonly organisation: Uuid | null;
  readonly manager: Uuid | null;
}

/** The caller acting for `party` of the mission, or null when they do not speak for it. */
export function speakingFor(party: Party, sides: Sides, caller: Caller): Actor | null {
  switch (party) {
    case 'employee':
      return caller.person === sides.employee ? actingAs(caller, party, ['employee']) : null;
    case 'organisation':
      return isOfOrganisation(sides, caller) ? actingAs(caller, party, ['organisation']) : null;
    case 'manager':
      return isOfHierarchy(sides) && caller.person === sides.manager ? actingAs(caller, party, ['manager']) : null;
    case 'company':
      return isOfHierarchy(sides) ? actingAs(caller, party, COMPANY_ROLES, sides.employer) : null;
  }
}

function isOfOrganisation({ organisation }: Sides, caller: Caller): boolean {
  return organisation !== null && caller.organisation === organisation;
}

/** The hierarchy neither sees nor takes part in personal time. */
function isOfHierarchy({ basis }: Sides): boolean {
  return basis !== 'personal-time';
}

export interface PartyActor extends Actor {
  readonly party: Party;
}

/** Every capacity in which the caller may act on the mission; one person may hold several. */
export function capacitiesOf(sides: Sides, caller: Caller, among: readonly Party[] = PARTIES): readonly PartyActor[] {
  return PARTIES.filter((party) => among.includes(party)).flatMap((party) => {
    const actor = speakingFor(party, sides, caller);
    return actor ? [{ ...actor, party }] : [];
  });
}

/**
 * The one capacity in which the caller answers, among the parties that are asked. A caller who speaks for several must
 * name one: if the state chose, the same command sent twice could be two answers.
 */
export function capacityFor(
  sides: Sides,
  caller: Caller,
  named: Party | null | undefined,
  asked: readonly Party[],
  notAsked: MissionRejection,
): PartyActor | Refused {
  const capacities = capacitiesOf(sides, caller, named ? [named] : PARTIES);
  const [actor, another] = capacities.filter(({ party }) => asked.includes(party));
  if (another) return refuse('PARTY_AMBIGUOUS');
  return actor ?? refuse(capacities.length > 0 ? notAsked : 'PARTY_NOT_ENTITLED');
}

/** Those of the parties that a mission has: a manager only when it names one. */
export function present(parties: readonly Party[], { manager }: Pick<Sides, 'manager'>): readonly Party[] {
  return parties.filter((party) => party !== 'manager' || manager !== null);
}

/** What parties are asked to accept: a proposal, or an amendment. */
export interface Awaiting {
  readonly required: readonly Party[];
  readonly acceptances: Acceptances;
}

/** Whether it still waits for that party's acceptance. */
export function awaits({ required, acceptances }: Awaiting, party: Party): boolean {
  return required.includes(party) && acceptances[party] === undefined;
}

/** Whether that party's acceptance is the last one missing. */
export function isLastAwaited(asked: Awaiting, party: Party): boolean {
  return asked.required.every((other) => other === party || !awaits(asked, other));
}
