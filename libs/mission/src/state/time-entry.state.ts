import type { Personal, Uuid, ValuesOf } from '@jalon/kernel';
import type { TimeGiven, totalsFields } from '../events.js';

export type EntryStatus = 'pending' | 'approved' | 'rejected' | 'voided';

/** One entry of time, in its last version. */
export interface TimeEntry {
  readonly entryId: Uuid;
  readonly given: TimeGiven;
  readonly status: EntryStatus;
  /** Who wrote each version, the first one first. */
  readonly writers: readonly Uuid[];
  readonly comment: Personal<string> | null;
  /** Why the last version replaced the one before; null while there was only one. */
  readonly correctionReason: Personal<string> | null;
  /** What the organisation said of the last version. */
  readonly answer: { readonly by: Uuid; readonly reason: Personal<string> | null } | null;
}

/** The sums of a mission's entries by state, in minutes. */
export type Totals = ValuesOf<typeof totalsFields>;

const NOTHING: Totals = {
  approvedMinutes: 0,
  approvedOffDutyMinutes: 0,
  pendingMinutes: 0,
  rejectedMinutes: 0,
  voidedMinutes: 0,
};

export function totalsOf(entries: readonly TimeEntry[]): Totals {
  return entries.reduce((totals, entry) => {
    const sum = sumOf(entry);
    return { ...totals, [sum]: totals[sum] + entry.given.minutes };
  }, NOTHING);
}

function sumOf({ status, given }: TimeEntry): keyof Totals {
  switch (status) {
    case 'approved':
      return given.onDuty ? 'approvedMinutes' : 'approvedOffDutyMinutes';
    case 'pending':
      return 'pendingMinutes';
    case 'rejected':
      return 'rejectedMinutes';
    case 'voided':
      return 'voidedMinutes';
  }
}

/** Whether the time counts, or may come to count. */
export function isLive({ status }: TimeEntry): boolean {
  return status === 'pending' || status === 'approved';
}

export function pendingOf(entries: readonly TimeEntry[]): readonly TimeEntry[] {
  return entries.filter(({ status }) => status === 'pending');
}

export function entryOfId(entries: readonly TimeEntry[], entryId: Uuid): TimeEntry | undefined {
  return entries.find((entry) => entry.entryId === entryId);
}

/** The last day on which live time was given, or null when there is none. */
export function lastDayOfTime(entries: readonly TimeEntry[]): string | null {
  return entries
    .filter(isLive)
    .reduce<string | null>((last, { given }) => (last !== null && last > given.date ? last : given.date), null);
}
