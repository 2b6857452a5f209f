import { addDays, type CivilDate, type Uuid } from '@jalon/kernel';
import { PublishNeed, PublishOffer } from '@jalon/marketplace';
import type { Chance } from './chance.js';
import { idOf, type Cast, type Host, type Plan, type Volunteer } from './programme.js';
import { made, moment, type Life } from './step.js';
import { NEEDS } from './words.js';

/** A need that missions can be proposed for. */
export interface NeedToMeet {
  readonly id: Uuid;
  readonly host: Host;
  /** The day from which it is there. */
  readonly from: CivilDate;
  /** What its outcomes are counted in. */
  readonly indicator: string;
  readonly kind: (typeof NEEDS)[number] | null;
  readonly places: number;
}

/** The last day on which a need is published: what follows must fit into the year. */
const LAST_NEED = 240;

/** The needs that the year publishes itself: somewhat fewer places than missions, so that some come too late. */
export function ownNeeds(plan: Plan, cast: Cast, chance: Chance): readonly NeedToMeet[] {
  const count = Math.max(1, Math.ceil(plan.missions / 1.7));
  return Array.from({ length: count }, (_, n) => {
    const kind = chance.pick(NEEDS);
    return {
      id: idOf(plan, `need ${n}`),
      host: cast.hosts[n % cast.hosts.length] as Host,
      from: addDays(plan.from, chance.int(1, LAST_NEED)),
      indicator: kind.indicator,
      kind,
      places: chance.pick([1, 1, 1, 2, 3]),
    };
  });
}

export function* publication({ id, host, from, kind, places }: NeedToMeet): Life {
  if (!kind) return;
  const { title, cause, skills } = kind;
  const command = made(PublishNeed, { id, organisation: host.id, title, cause, skills: [...skills], places });
  yield { at: moment(from, 8), by: host.speaker, command, target: null, mayBeRefused: [] };
}

/** An employee says what they would like to give. */
export function* offer(plan: Plan, { caller }: Volunteer, n: number, chance: Chance): Life {
  const wish = chance.pick(NEEDS);
  const command = made(PublishOffer, {
    id: idOf(plan, `offer ${n}`),
    employee: caller.person,
    skills: [...wish.skills],
    causes: [wish.cause],
    minutesPerWeek: chance.pick([210, 420]),
  });
  const at = moment(addDays(plan.from, chance.int(1, LAST_NEED)), 12, chance.int(0, 59));
  yield { at, by: caller, command, target: null, mayBeRefused: [] };
}
