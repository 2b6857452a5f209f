import type { Engine } from '@jalon/engine';
import { addDays, type Uuid } from '@jalon/kernel';
import type { Chance } from './chance.js';
import type { NeedToMeet } from './needs.js';
import { castOf, type Cast, type Host, type Plan } from './programme.js';

/** The last day on which a mission is thought of for a need that is there already. */
const LAST_THOUGHT = 240;

/** The needs that a tenant has, in the order of their ids (an import publishes in no fixed order), and a cast in which somebody speaks for each. */
export async function needsThere(
  { stores }: Engine,
  plan: Plan,
  chance: Chance,
): Promise<{ readonly needs: readonly NeedToMeet[]; readonly cast: Cast }> {
  const found: { readonly id: Uuid; readonly organisation: Uuid; readonly places: number }[] = [];
  for await (const page of stores.events.readAll(null)) {
    for (const { envelope } of page) {
      if (envelope.tenant !== plan.tenant || envelope.type !== 'NeedPublished') continue;
      const { organisation, places } = envelope.data as { readonly organisation: Uuid; readonly places: number };
      found.push({ id: envelope.stream.slice(envelope.stream.indexOf('.') + 1), organisation, places });
    }
  }
  found.sort((one, other) => (one.id < other.id ? -1 : 1));
  const cast = castOf(plan, [...new Set(found.map(({ organisation }) => organisation))]);
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
