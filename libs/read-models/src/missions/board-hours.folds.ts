import {
  HoursApproved,
  HoursCorrected,
  HoursLogged,
  HoursRejected,
  HoursVoided,
  MissionTotalsRestated,
} from '@jalon/mission/events';
import type { Fact } from '../define-table.js';
import type { EntryOnBoard, MissionRow } from './mission-columns.js';
import { moved, type MissionFolds } from './moved.js';

/** What time entries change on the board: the totals, each the sum of its entries. */
export const hoursFolds = (on: MissionFolds) => [
  on.changes(HoursLogged, (row, fact) => withEntry(row, fact, fact.data.entryId, pending(fact.data))),
  on.changes(HoursCorrected, (row, fact) => withEntry(row, fact, fact.data.entryId, pending(fact.data.after))),
  on.changes(HoursApproved, (row, fact) => answered(row, fact, fact.data.entryId, 'approved')),
  on.changes(HoursRejected, (row, fact) => answered(row, fact, fact.data.entryId, 'rejected')),
  on.changes(HoursVoided, (row, fact) => answered(row, fact, fact.data.entryId, 'voided')),
  // The totals follow the entries already.
  on.changes(MissionTotalsRestated, (row, fact) => moved(row, fact, {})),
];

function pending({ minutes, onDuty }: Pick<EntryOnBoard, 'minutes' | 'onDuty'>): EntryOnBoard {
  return { minutes, onDuty, state: 'pending' };
}

function answered(row: MissionRow, fact: Fact<unknown>, entryId: string, state: EntryOnBoard['state']): MissionRow {
  const entry = row.entries[entryId];
  if (!entry) throw new Error(`the mission has no entry ${entryId}`);
  return withEntry(row, fact, entryId, { ...entry, state });
}

/** The row with one entry changed: what it added to the totals before goes, what it adds now comes. */
function withEntry(row: MissionRow, fact: Fact<unknown>, entryId: string, entry: EntryOnBoard): MissionRow {
  const before = row.entries[entryId];
  const entries = { ...row.entries, [entryId]: entry };
  const totals = { ...totalsOf(row) };
  if (before) totals[totalOf(before)] -= before.minutes;
  totals[totalOf(entry)] += entry.minutes;
  return moved(row, fact, { entries, ...totals });
}

const totalsOf = (row: MissionRow) => ({
  approvedMinutes: row.approvedMinutes,
  approvedOffDutyMinutes: row.approvedOffDutyMinutes,
  pendingMinutes: row.pendingMinutes,
  rejectedMinutes: row.rejectedMinutes,
  voidedMinutes: row.voidedMinutes,
});

function totalOf({ state, onDuty }: EntryOnBoard): keyof ReturnType<typeof totalsOf> {
  if (state === 'approved') return onDuty ? 'approvedMinutes' : 'approvedOffDutyMinutes';
  return `${state}Minutes`;
}
