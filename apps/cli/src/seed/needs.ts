import type { Engine } from '@jalon/engine';
import { addDays, type CivilDate, type Uuid } from '@jalon/kernel';
import { PublishNeed, PublishOffer } from '@jalon/marketplace';
import { type Steps, make, instantOn } from './calendar.js';
import type { Chance } from './chance.js';
import { type People, peopleOf, type Host, idOf, type Plan, type Volunteer } from './programme.js';
import { NEEDS } from './words.js';

/** A need for which missions can be proposed. */
export interface SeededNeed {
  readonly id: Uuid;
  readonly host: Host;
  /** The first day on which missions can be proposed for it. */
  readonly from: CivilDate;
  /** The indicator of its outcomes. */
  readonly indicator: string;
  readonly kind: (typeof NEEDS)[number] | null;
  readonly places: number;
}

/** The last day of the year on which a need is published: its missions must fit into the year. */
const LAST_NEED = 240;

/** The needs that the year publishes itself. They have fewer places than there are missions, so some missions find none. */
export function ownNeeds(plan: Plan, people: People, chance: Chance): readonly SeededNeed[] {
  const count = Math.max(1, Math.ceil(plan.missions / 1.7));
  return Array.from({ length: count }, (_, n) => {
    const kind = chance.pick(NEEDS);
    return {
      id: idOf(plan, `need ${n}`),
      host: people.hosts[n % people.hosts.length] as Host,
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

/** An employee publishes an offer. */
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

/** The latest first day of a need that exists before the year. */
const LAST_THOUGHT = 240;

/** The needs of a tenant, and people who include a speaker for each. Sorted by id, since imports have no fixed order. */
export async function existingNeeds(
  { stores }: Engine,
  plan: Plan,
  chance: Chance,
): Promise<{ readonly needs: readonly SeededNeed[]; readonly people: People }> {
  const found: { readonly id: Uuid; readonly organisation: Uuid; readonly places: number }[] = [];
  for await (const page of stores.events.readAll(null)) {
    for (const { envelope } of page) {
      if (envelope.tenant !== plan.tenant || envelope.type !== 'NeedPublished') continue;
      const { organisation, places } = envelope.data as { readonly organisation: Uuid; readonly places: number };
      found.push({ id: envelope.stream.slice(envelope.stream.indexOf('.') + 1), organisation, places });
    }
  }
  found.sort((one, other) => (one.id < other.id ? -1 : 1));
  const people = peopleOf(plan, [...new Set(found.map(({ organisation }) => organisation))]);
  const hosts = new Map(people.hosts.map((host) => [host.id, host]));
  const needs = found.map(({ id, organisation, places }) => ({
    id,
    host: hosts.get(organisation) as Host,
    from: addDays(plan.from, chance.int(1, LAST_THOUGHT)),
    indicator: 'beneficiaries',
    kind: null,
    places,
  }));
  return { needs, people };
}
