import type { EntryState, EventOf } from '@jalon/kernel';
import {
  HoursApproved,
  HoursCorrected,
  HoursLogged,
  HoursRejected,
  HoursVoided,
  type TimeGiven,
} from '@jalon/mission/events';
import { list, monthOf, uuid, type RowKey } from '@jalon/kernel';
import {
  codeColumn,
  flagColumn,
  idColumn,
  integerColumn,
  jsonColumn,
  orNull,
  sealedColumn,
  textColumn,
  timeColumn,
  type RowOf,
  instantColumn,
  dateColumn,
  monthColumn,
} from '../column.js';
import { defineTable, type Fact } from '../define-table.js';
import { rowsOfMissions } from '../missions/missions.columns.js';

const hoursColumns = {
  tenant: textColumn('The tenant.'),
  mission: idColumn('The mission.'),
  entryId: idColumn('The entry.'),
  employee: idColumn('Whose time it is.'),
  date: dateColumn('The civil day, in the mission’s zone.'),
  month: monthColumn('Its month: the period that the time belongs to.'),
  unit: codeColumn<TimeGiven['unit']>('units', 'Whole minutes, or a half-day.'),
  minutes: integerColumn('minutes', 'How long; for a half-day, the conversion in force that day.'),
  half: orNull(codeColumn<NonNullable<TimeGiven['half']>>('halves', 'Which half-day.')),
  startsAt: orNull(timeColumn('When it began, a time of day in the mission’s zone.')),
  onDuty: flagColumn('False: outside working time, counted apart.'),
  state: codeColumn<EntryState>('entries', 'What became of it.'),
  authors: jsonColumn(list(uuid('A person.'), 10_000, 'People.'), 'Everyone who wrote a version of it.'),
  onBehalfOf: orNull(idColumn('For whom the latest author wrote it, when not for themselves.')),
  approvedBy: orNull(idColumn('Who confirmed it.')),
  approvedAt: orNull(instantColumn('When it was confirmed.')),
  comment: sealedColumn('A word from its author.'),
  reason: sealedColumn('Why it was last corrected or rejected.'),
  loggedAt: instantColumn('When it was first written down.'),
  updatedAt: instantColumn('When its last event was recorded.'),
};
export type HoursRow = RowOf<typeof hoursColumns>;

const ofEntry = ({ tenant, id, data }: Fact<{ readonly entryId: string }>): readonly RowKey[] => [
  { tenant, mission: id, entryId: data.entryId },
];

/** Time entries, as facts: the codes by which reports attribute a mission are joined when read. */
export const hoursTable = defineTable({
  name: 'hours',
  meaning: 'Time entries: facts only. What a mission is attributed to is joined when read.',
  columns: hoursColumns,
  key: ['tenant', 'mission', 'entryId'],
  versioned: true,
  star: {
    kind: 'fact',
    names: { mission: 'missions', employee: 'people', onBehalfOf: 'people', approvedBy: 'people' },
    rows: rowsOfMissions('mission'),
  },
  indexes: [
    // Each ends with columns that name one row, for paging: missions may share an entry id.
    ['tenant', 'month', 'mission', 'entryId'],
    ['tenant', 'date', 'entryId', 'mission'],
    ['tenant', 'employee', 'date', 'entryId', 'mission'],
  ],
  folds: (on) => [
    on.begins(HoursLogged, logged, ofEntry),
    on.changes(HoursCorrected, correctedEntry, ofEntry),
    on.changes(
      HoursApproved,
      (row, fact) => {
        const { actor, recordedAt } = fact.event.envelope;
        return { ...row, state: 'approved', approvedBy: actor.person, approvedAt: recordedAt, updatedAt: recordedAt };
      },
      ofEntry,
    ),
    on.changes(
      HoursRejected,
      (row, fact) => ({
        ...row,
        state: 'rejected',
        reason: fact.data.reason,
        updatedAt: fact.event.envelope.recordedAt,
      }),
      ofEntry,
    ),
    on.changes(
      HoursVoided,
      (row, fact) => ({ ...row, state: 'voided', updatedAt: fact.event.envelope.recordedAt }),
      ofEntry,
    ),
  ],
});

function logged({ tenant, id, data, event }: Fact<EventOf<typeof HoursLogged>['data']>): HoursRow {
  const { actor, recordedAt } = event.envelope;
  return {
    tenant,
    mission: id,
    entryId: data.entryId,
    employee: data.employee,
    ...timeOf(data),
    state: 'pending',
    authors: [actor.person],
    onBehalfOf: actor.onBehalfOf ?? null,
    approvedBy: null,
    approvedAt: null,
    comment: data.comment,
    reason: null,
    loggedAt: recordedAt,
    updatedAt: recordedAt,
  };
}

/** A corrected entry waits for an answer again. */
function correctedEntry(row: HoursRow, { data, event }: Fact<EventOf<typeof HoursCorrected>['data']>): HoursRow {
  const { actor, recordedAt } = event.envelope;
  return {
    ...row,
    ...timeOf(data.after),
    state: 'pending',
    authors: row.authors.includes(actor.person) ? row.authors : [...row.authors, actor.person],
    onBehalfOf: actor.onBehalfOf ?? null,
    approvedBy: null,
    approvedAt: null,
    reason: data.reason,
    updatedAt: recordedAt,
  };
}

function timeOf({ date, unit, minutes, half, startsAt, onDuty }: TimeGiven) {
  return { date, month: monthOf(date), unit, minutes, half, startsAt, onDuty };
}
