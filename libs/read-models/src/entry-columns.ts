import { instantColumn, integerColumn } from './column.js';
import type { Fact } from './define-table.js';

/** How far a stream has gone. */
export const headColumns = {
  updatedAt: instantColumn('When its last event was recorded.'),
  revision: integerColumn('revision', 'Its stream’s last event.'),
};

export const createdColumn = instantColumn('When its first event was recorded.');

/** What every entry of a list keeps of its own stream. */
export const entryColumns = { createdAt: createdColumn, ...headColumns };

export function entered(fact: Fact<unknown>) {
  return { ...headAfter(fact), createdAt: fact.event.envelope.recordedAt };
}

/** A row of how far a stream has gone. */
export function headAfter(fact: Fact<unknown>) {
  const { tenant, id } = fact;
  return { tenant, id, ...revised(fact) };
}

export function revised({ event }: Fact<unknown>) {
  return { updatedAt: event.envelope.recordedAt, revision: event.envelope.revision };
}
