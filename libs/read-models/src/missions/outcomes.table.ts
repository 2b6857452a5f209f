import { monthOf, type RowKey } from '@jalon/kernel';
import { MissionClosed, OUTCOMES_PER_MISSION, OutcomesConfirmed, OutcomesDisputed } from '@jalon/mission/events';
import {
  codeColumn,
  dateColumn,
  idColumn,
  instantColumn,
  integerColumn,
  monthColumn,
  orNull,
  textColumn,
  type RowOf,
} from '../column.js';
import { defineTable, type Fact } from '../define-table.js';
import type { OutcomeState } from '../words/codes.messages.js';
import { rowsOfMissions } from './missions.columns.js';

const outcomesColumns = {
  tenant: textColumn('The tenant.'),
  mission: idColumn('The mission.'),
  number: integerColumn('place', 'Its place among the mission’s outcomes, from 1.'),
  employee: idColumn('Whom the mission was for.'),
  indicator: textColumn('What is counted.'),
  quantity: integerColumn('of the indicator', 'How many.'),
  state: codeColumn<Exclude<OutcomeState, 'none'>>('outcomes', 'What became of it; only what is confirmed counts.'),
  date: dateColumn('The mission’s last day.'),
  month: monthColumn('Its month: the period that the outcome belongs to.'),
  claimedBy: idColumn('Who claimed it, by closing the mission.'),
  claimedAt: instantColumn('When it was claimed.'),
  answeredBy: orNull(idColumn('Who confirmed or disputed it, for the organisation.')),
  answeredAt: orNull(instantColumn('When it was confirmed or disputed.')),
};
export type OutcomeRow = RowOf<typeof outcomesColumns>;

/** The keys of a mission's first `count` outcomes. */
const places = ({ tenant, id }: Fact<unknown>, count: number): readonly RowKey[] =>
  Array.from({ length: count }, (_, index) => ({ tenant, mission: id, number: index + 1 }));

type Claim = Fact<{ readonly outcomes: readonly { readonly indicator: string; readonly quantity: number }[] }>;
const placesNamed = (fact: Claim) => places(fact, fact.data.outcomes.length);
const everyPlace = (fact: Fact<unknown>) => places(fact, OUTCOMES_PER_MISSION);

const answered =
  (state: OutcomeRow['state']) =>
  (row: OutcomeRow, { event }: Fact<unknown>): OutcomeRow => {
    const { actor, recordedAt } = event.envelope;
    return { ...row, state, answeredBy: actor.person, answeredAt: recordedAt };
  };

/**
 * Outcomes, one row each. A dispute names no outcome but changes all of them, so a row's key is its place among those that
 * were claimed: every key can then be listed, since a mission has few.
 */
export const outcomesTable = defineTable({
  name: 'outcomes',
  meaning: 'What missions are said to have brought about. What a mission is attributed to is joined when read.',
  columns: outcomesColumns,
  key: ['tenant', 'mission', 'number'],
  versioned: true,
  star: {
    kind: 'fact',
    names: { mission: 'missions', employee: 'people', claimedBy: 'people', answeredBy: 'people' },
    rows: rowsOfMissions('mission'),
  },
  indexes: [['tenant', 'month', 'mission', 'number']],
  folds: (on) => [
    on.begins(
      MissionClosed,
      ({ tenant, id, data, event }, { number }) => {
        const outcome = data.outcomes[Number(number) - 1];
        const { actor, recordedAt } = event.envelope;
        return outcome
          ? {
              tenant,
              mission: id,
              number: Number(number),
              employee: data.employee,
              ...outcome,
              state: 'claimed',
              date: data.endedOn,
              month: monthOf(data.endedOn),
              claimedBy: actor.person,
              claimedAt: recordedAt,
              answeredBy: null,
              answeredAt: null,
            }
          : null;
      },
      placesNamed,
    ),
    on.changesIfPresent(OutcomesConfirmed, answered('confirmed'), placesNamed),
    on.changesIfPresent(OutcomesDisputed, answered('disputed'), everyPlace),
  ],
});
