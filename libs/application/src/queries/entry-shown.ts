import { maySeeHours } from '@jalon/access';
import type { Row } from '@jalon/kernel';
import { missionFacts } from './mission-facts.js';
import type { Scope } from './scope.js';

/** An entry follows its mission, which is looked at once for all its entries: null for one that is not the caller's to see. */
export function entryShown(
  { views, tenant, caller }: Scope,
  show: (entry: Row, mission: Row) => object | null = (entry) => entry,
) {
  const missions = new Map<string, Row | null>();
  return async ({ tenant: _, ...entry }: Row): Promise<object | null> => {
    const id = entry['mission'] as string;
    const mission = missions.get(id) ?? (await views.row('missions', { tenant, id }));
    missions.set(id, mission);
    return mission && maySeeHours(missionFacts(mission), caller) ? show(entry, mission) : null;
  };
}
