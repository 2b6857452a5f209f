import { sql, type Expression, type SqlBool } from 'kysely';
import { type Known, sortablePosition } from '@jalon/kernel';

/** The columns by which a version is found, and the moment asked for as they hold it. */
export interface KnownIn {
  readonly from: 'knownFrom' | 'knownFromAt';
  readonly to: 'knownTo' | 'knownToAt';
  readonly moment: string;
}

export function knownIn(known: Known): KnownIn {
  if ('position' in known) return { from: 'knownFrom', to: 'knownTo', moment: sortablePosition(known.position) };
  return { from: 'knownFromAt', to: 'knownToAt', moment: known.at };
}

/** Whether the version of a row of `table` was in force then; without a moment, whether it is. */
export function inForce(table: string, known: Known | undefined): Expression<SqlBool> {
  const column = (name: string) => sql.ref(`${table}.${name}`);
  if (!known) return sql<SqlBool>`${column('knownTo')} is null`;
  const { from, to, moment } = knownIn(known);
  return sql<SqlBool>`(${column(from)} <= ${moment} and (${column(to)} is null or ${column(to)} > ${moment}))`;
}
