import type { TenantId, Traceparent, Uuid } from '@jalon/kernel';
import type { StreamRepository } from './stream-repository.js';

/**
 * The entry that stands for a person and for all that were merged with them, by the streams as they are. Each entry was merged
 * into one other at most, so following them ends at the one that stands for all, or goes round a circle: then the smallest id
 * of the circle does.
 */
export async function humanIn(
  streams: Pick<StreamRepository, 'load'>,
  tenant: TenantId,
  person: Uuid,
  traceparent?: Traceparent,
): Promise<Uuid> {
  const seen: Uuid[] = [];
  for (let id = person; ;) {
    seen.push(id);
    const { state, decider } = await streams.load({ category: 'person', tenant, id }, { traceparent });
    const into = decider.mergedInto?.(state) ?? null;
    if (into === null) return id;
    const circle = seen.indexOf(into);
    if (circle >= 0) return seen.slice(circle).reduce((least, each) => (each < least ? each : least));
    id = into;
  }
}

/** The same for several people at once. */
export async function humansIn(
  streams: Pick<StreamRepository, 'load'>,
  tenant: TenantId,
  people: readonly Uuid[],
  traceparent?: Traceparent,
): Promise<(person: Uuid) => Uuid> {
  const wanted = [...new Set(people)];
  const humans = await Promise.all(wanted.map((person) => humanIn(streams, tenant, person, traceparent)));
  const known = new Map(wanted.map((person, index) => [person, humans[index]]));
  return (person) => known.get(person) ?? person;
}

/** All entries of a person's human: those that theirs leads to, by the streams, and those that lead to one of these. */
export async function entriesOfHuman(
  streams: Pick<StreamRepository, 'load'>,
  mergedInto: (person: Uuid) => Promise<readonly Uuid[]>,
  tenant: TenantId,
  person: Uuid,
): Promise<readonly Uuid[]> {
  const entries = new Set([person]);
  // What is added meanwhile is gone through as well.
  for (const id of entries) {
    const { state, decider } = await streams.load({ category: 'person', tenant, id });
    const into = decider.mergedInto?.(state) ?? null;
    if (into !== null) entries.add(into);
    for (const each of await mergedInto(id)) entries.add(each);
  }
  return [...entries];
}
