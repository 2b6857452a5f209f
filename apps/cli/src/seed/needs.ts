import type { Engine } from '@jalon/engine';
import { addDays, type CivilDate, type Uuid } from '@jalon/kernel';
import { PublishNeed, PublishOffer } from '@jalon/marketplace';
import { type Steps, make, instantOn } from './calendar.js';
import type { Chance } from './chance.js';
import { type People, peopleOf, type Host, idOf, type Plan, type Volunteer } from './programme.js';
import { NEEDS } from './words.js';

/** A need that missions can be proposed for. */
export interface SeededNeed {
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
export function ownNeeds(plan: Plan, cast: People, chance: Chance): readonly SeededNeed[] {
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

export function* publication({ id, host, from, kind, places }: SeededNeed): Steps {
  if (!kind) return;
  const { title, cause, skills } = kind;
  const command = make(PublishNeed, { id, organisation: host.id, title, cause, skills: [...skills], places });
  yield { at: instantOn(from, 8), by: host.speaker, command, target: null, mayBeRefused: [] };
}

/** An employee says what they would like to give. */
export function* offer(plan: Plan, { caller }: Volunteer, n: number, chance: Chance): Steps {
  const wish = chance.pick(NEEDS);
  const command = make(PublishOffer, {
    id: idOf(plan, `offer ${n}`),
    employee: caller.person,
    skills: [...wish.skills],
    causes: [wish.cause],
    minutesPerWeek: chance.pick([210, 420]),
  });
  const at = instantOn(addDays(plan.from, chance.int(1, LAST_NEED)), 12, chance.int(0, 59));
  yield { at, by: caller, command, target: null, mayBeRefused: [] };
}

/** The last day on which a mission is thought of for a need that is there already. */
const LAST_THOUGHT = 240;

/** The needs that a tenant has, in the order of their ids (an import publishes in no fixed order), and a cast in which somebody speaks for each. */
export async function existingNeeds(
  { stores }: Engine,
  plan: Plan,
  chance: Chance,
): Promise<{ readonly needs: readonly SeededNeed[]; readonly cast: People }> {
  const found: { readonly id: Uuid; readonly organisation: Uuid; readonly places: number }[] = [];
  for await (const page of stores.events.readAll(null)) {
    for (const { envelope } of page) {
      if (envelope.tenant !== plan.tenant || envelope.type !== 'NeedPublished') continue;
      const { organisation, places } = envelope.data as { readonly organisation: Uuid; readonly places: number };
      found.push({ id: envelope.stream.slice(envelope.stream.indexOf('.') + 1), organisation, places });
    }
  }
  found.sort((one, other) => (one.id < other.id ? -1 : 1));
  const cast = peopleOf(plan, [...new Set(found.map(({ organisation }) => organisation))]);
  const hosts = new Map(cast.hosts.map((host) => [host.id, host]));
  const needs = found.map(({ id, organisation, places }) => ({
    id,
    host: hosts.get(organisation) as Host,
    from: addDays(plan.from, chance.int(1, LAST_THOUGHT)),
    indicator: 'beneficiaries',
    kind: null,
    places,
  }));
  return { needs, cast };
}
