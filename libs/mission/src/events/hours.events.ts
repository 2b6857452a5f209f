import {
  code,
  date,
  defineEvent,
  flag,
  integer,
  nullable,
  object,
  personalText,
  time,
  uuid,
  type ValuesOf,
} from '@jalon/kernel';

export const TIME_UNITS = ['minutes', 'half-day'] as const;
export const HALVES = ['morning', 'afternoon'] as const;

/** What was given on a day. */
const timeFields = {
  date: date('The civil day, in the mission’s zone.'),
  unit: code(TIME_UNITS, 'Whole minutes, or a half-day for contracts that count days.'),
  minutes: integer('minutes', 1, 1_440, 'For a half-day, the conversion in force that day: never derived again.'),
  half: nullable(code(HALVES, 'Which half; null for minutes.')),
  startsAt: nullable(time('When it began, for minutes; never across midnight.')),
  onDuty: flag('False: given outside working time, counted apart, worth nothing for tax.'),
};

export const timeGiven = object(timeFields, 'What was given on a day.');
export type TimeGiven = ValuesOf<typeof timeFields>;

/** The time that the working-time limits were checked against: this mission's alone, or all of the person's. */
const CHECK_SCOPES = ['mission-only', 'work-schedule'] as const;

const checkedAgainst = code(CHECK_SCOPES, 'What the working-time limits could see when this was written.');

export const HoursLogged = defineEvent({
  type: 'HoursLogged',
  version: 1,
  categories: ['mission'],
  meaning: 'Time given on a day was written down; it waits for the organisation’s answer.',
  visibility: 'mission',
  fields: {
    entryId: uuid('The entry.'),
    employee: uuid('Whose time it is.'),
    ...timeFields,
    comment: nullable(personalText(2_000, 'data.employee', 'A word from its author.')),
    checkedAgainst,
  },
});

export const HoursApproved = defineEvent({
  type: 'HoursApproved',
  version: 1,
  categories: ['mission'],
  meaning: 'The organisation confirmed the time: it counts from here on.',
  visibility: 'mission',
  fields: { entryId: uuid('The entry.') },
});

export const HoursRejected = defineEvent({
  type: 'HoursRejected',
  version: 1,
  categories: ['mission'],
  meaning: 'The organisation did not confirm the time.',
  visibility: 'mission',
  fields: {
    entryId: uuid('The entry.'),
    employee: uuid('Whose time it is.'),
    reason: nullable(personalText(2_000, 'data.employee', 'Why; null only once the employee was erased.')),
  },
});

export const HoursCorrected = defineEvent({
  type: 'HoursCorrected',
  version: 1,
  categories: ['mission'],
  meaning: 'An entry was corrected; it waits for the organisation’s answer again.',
  visibility: 'mission',
  fields: {
    entryId: uuid('The entry.'),
    employee: uuid('Whose time it is.'),
    before: timeGiven,
    after: timeGiven,
    reason: nullable(personalText(2_000, 'data.employee', 'Why; null only once the employee was erased.')),
    checkedAgainst,
  },
});

export const HoursVoided = defineEvent({
  type: 'HoursVoided',
  version: 1,
  categories: ['mission'],
  meaning: 'An entry still unanswered at a forced closure; it will never count.',
  visibility: 'mission',
  fields: { entryId: uuid('The entry.'), actId: uuid('The forced closure that voided it.') },
});

export const totalsFields = {
  approvedMinutes: integer('minutes', 0, 100_000_000, 'Confirmed by the organisation, on duty.'),
  approvedOffDutyMinutes: integer('minutes', 0, 100_000_000, 'Confirmed, outside working time.'),
  pendingMinutes: integer('minutes', 0, 100_000_000, 'Waiting for an answer.'),
  rejectedMinutes: integer('minutes', 0, 100_000_000, 'Not confirmed.'),
  voidedMinutes: integer('minutes', 0, 100_000_000, 'Voided by a forced closure.'),
};
export const totals = object(totalsFields, 'The sums of the mission’s entries by state.');

export const MissionTotalsRestated = defineEvent({
  type: 'MissionTotalsRestated',
  version: 1,
  categories: ['mission'],
  meaning: 'An approval, rejection or correction after the closure changed what the closure had counted.',
  visibility: 'mission',
  fields: {
    before: totals,
    after: totals,
  },
});
