import type { Fact, Folds } from '../define-table.js';
import type { MissionRow } from './mission-columns.js';

export type MissionFolds = Folds<MissionRow>;

/** The mission's row after an event that changes `patch`. */
export function moved(row: MissionRow, { event }: Fact<unknown>, patch: Partial<MissionRow>): MissionRow {
  return { ...row, ...patch, revision: event.envelope.revision, updatedAt: event.envelope.recordedAt };
}
