import type { Belonging } from '@jalon/access';
import type { Uuid } from '@jalon/kernel';
import { offersTable } from '../marketplace/offers.table.js';
import { missionsTable } from '../missions/missions.projection.js';
import type { TableReader } from '../query/table-reader.js';
import { peopleTable } from './directory.projection.js';

/** A thing that has a stream. */
export interface Thing {
  /** The category of its stream. */
  readonly category: string;
  readonly id: Uuid;
}

/** What the employers of a tenant share. */
const SHARED: ReadonlySet<string> = new Set(['tenant', 'organisation', 'need', 'publication', 'register']);

/**
 * What things belong to: a mission to the employer that its proposal names, a person to who employs them now, an offer to who
 * employs its employee now. A person of no employer, what the views do not know, and a category that is not named here belong
 * to none.
 */
export async function belongsTo(views: TableReader, things: readonly Thing[]): Promise<(thing: Thing) => Belonging> {
  const idsOf = (category: string) => [
    ...new Set(things.flatMap((thing) => (thing.category === category ? [thing.id] : []))),
  ];
  const byKeys = (ids: readonly Uuid[]) => ids.map((id) => ({ id }));
  const missions = await views.rowsByKeys(missionsTable, byKeys(idsOf('mission')));
  const offers = await views.rowsByKeys(offersTable, byKeys(idsOf('offer')));
  const employees = offers.map(({ employee }) => employee);
  const people = await views.rowsByKeys(peopleTable, byKeys([...new Set([...idsOf('person'), ...employees])]));
  const employerOf = new Map([...missions, ...people].map(({ id, employer }) => [id, employer]));
  const employeeOf = new Map(offers.map(({ id, employee }) => [id, employee]));
  const employerOfThing = ({ category, id }: Thing): Uuid | null => {
    switch (category) {
      case 'employer':
        return id;
      case 'mission':
      case 'person':
        return employerOf.get(id) ?? null;
      case 'offer':
        return employerOf.get(employeeOf.get(id) ?? '') ?? null;
      default:
        return null;
    }
  };
  return (thing) => ({ employer: employerOfThing(thing), isShared: SHARED.has(thing.category) });
}
