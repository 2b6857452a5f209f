import { maySeeHours } from '@jalon/access';
import type { Row } from '@jalon/kernel';
import { asItStands, missionFacts } from '../missions/mission-facts.js';
import type { Scope } from '../query/scope.js';

/** An entry follows its mission, which is looked at once for all its entries: null for one that is not the caller's to see. */
export function entryShown(scope: Scope, show: (entry: Row, mission: Row) => object | null = (entry) => entry) {
  const { views, tenant, caller } = scope;
  const missions = new Map<string, Row | null>();
  /** The mission of entries that the caller may see, now and at the moment asked for. */
  const missionSeen = async (id: string): Promise<Row | null> => {
    const mission = await views.row('missions', { tenant, id });
    const seen = (row: Row) => maySeeHours(missionFacts(row), caller);
    return mission && seen(mission) && seen(await asItStands(scope, mission)) ? mission : null;
  };
  return async ({ tenant: _, ...entry }: Row): Promise<object | null> => {
    const id = entry['mission'] as string;
    const known = missions.get(id);
    const mission = known === undefined ? await missionSeen(id) : known;
    missions.set(id, mission);
    return mission && show(entry, mission);
  };
}
