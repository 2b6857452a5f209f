import { code, date, flag, integer, nullable, object, time, type ValuesOf } from '@jalon/kernel';

export const TIME_UNITS = ['minutes', 'half-day'] as const;
export const HALVES = ['morning', 'afternoon'] as const;

/** What was given on a day. */
export const timeFields = {
  date: date('The civil day, in the mission’s zone.'),
  unit: code(TIME_UNITS, 'Whole minutes, or a half-day for contracts that count days.'),
  minutes: integer('minutes', 1, 1_440, 'For a half-day, the conversion in force that day: never derived again.'),
  half: nullable(code(HALVES, 'Which half; null for minutes.')),
  startsAt: nullable(time('When it began, for minutes; never across midnight.')),
  onDuty: flag('False: given outside working time, counted apart, worth nothing for tax.'),
};

export const timeGiven = object(timeFields, 'What was given on a day.');
export type TimeGiven = ValuesOf<typeof timeFields>;
