import { oversees, type MissionFacts } from '@jalon/access';
import type { Caller, Row } from '@jalon/kernel';
import type { Condition } from '@jalon/ports';
import type { Scope } from '../query/scope.js';

/** What the policies must know of a mission, from its row on the board. */
export function missionFacts(row: Row): MissionFacts {
  const { basis, employee, organisation, manager, evaluators, evaluatedBy: evaluated, evaluationDeadline } = row;
  return {
    basis,
    employee,
    organisation,
    manager,
    evaluators,
    evaluated,
    evaluationDeadline,
  } as unknown as MissionFacts;
}

/** A mission's row as it stands, beside the one that a scope's moment gave. */
export async function asItStands({ asOf, present, tenant }: Scope, row: Row): Promise<Row> {
  if (!asOf) return row;
  return (await present.views.row('missions', { tenant, id: row['id'] as string })) ?? row;
}

/**
 * The condition under which rows of the board can be seen by the caller: what `maySeeMission` says, as far as an index can
 * tell it. Each row is still asked by itself.
 */
export function missionsSeenBy(caller: Caller, prefix = ''): Condition {
  const column = (name: string) => `${prefix}${name}`;
  const paid: Condition = [column('basis'), '<>', 'personal-time'];
  const own: Condition[][] = [
    [[column('employee'), '=', caller.person]],
    [[column('manager'), '=', caller.person], paid],
  ];
  if (oversees(caller)) own.push([paid]);
  if (caller.roles.includes('organisation') && caller.organisation !== null) {
    own.push([[column('organisation'), '=', caller.organisation]]);
  }
  return { anyOf: own };
}
