import { isMonth } from '@jalon/kernel';
import type { TimeState } from '@jalon/rules';
import type { Condition } from '@jalon/ports';
import type { ImpactEntries } from './impact.queries.js';

const NOWHERE: Condition = { anyOf: [] };

/** The time entries that a report's row counts, or its total where no key is given, as far as columns can tell. */
export function entriesBehind({ from, to, groupBy, key, state }: ImpactEntries): readonly Condition[] {
  return [
    ['mission_attribution.basis', '<>', 'personal-time'],
    // Days compare as text: no month goes beyond a 31st.
    ['date', '>=', `${from}-01`],
    ['date', '<=', `${to}-31`],
    ...(key === undefined ? [] : underKey(groupBy, key)),
    ...(state === undefined ? [] : STORED_AS[state]),
  ];
}

function underKey(groupBy: ImpactEntries['groupBy'], key: string): readonly Condition[] {
  if (groupBy === 'month') return [isMonth(key) ? ['month', '=', key] : NOWHERE];
  const column = `mission_attribution.${groupBy}`;
  // Gathered in the row whose key is null.
  if (key === '') return [[column, '=', null]];
  if (groupBy !== 'sdg') return [[column, '=', key]];
  return [/^\d{1,2}$/.test(key) ? [column, '=', Number(key)] : NOWHERE];
}

const approved = (onDuty: boolean): readonly Condition[] => [
  ['state', '=', 'approved'],
  ['onDuty', '=', onDuty],
];
const inState = (state: string): readonly Condition[] => [['state', '=', state]];

/** Whether silence has lasted too long is asked of each entry: its mission's rules say. */
const STORED_AS: Readonly<Record<TimeState, readonly Condition[]>> = {
  confirmed: approved(true),
  confirmedOffDuty: approved(false),
  pending: inState('pending'),
  unanswered: inState('pending'),
  rejected: inState('rejected'),
  voided: inState('voided'),
};
