import type { RowsShown } from '@jalon/kernel';

/** Of a mission, whose id is in this column: what is given in personal time is shown to nobody in the hierarchy. */
export function rowsOfMissions(column: string): RowsShown {
  return { table: 'missions', on: { id: column }, never: { basis: 'personal-time' } };
}

/** The same, once its evaluations are revealed: all who were asked have answered, or the deadline has passed. */
export function revealedRowsOfMissions(column: string): RowsShown {
  return { ...rowsOfMissions(column), once: { column: 'status', is: 'evaluated', orAfter: 'evaluationDeadline' } };
}
