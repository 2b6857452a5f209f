import type { Party } from '@jalon/kernel';
import { CRITERIA, MissionEvaluated, type Criterion } from '@jalon/mission/events';
import { codeColumn, idColumn, instantColumn, integerColumn, textColumn, type RowOf } from '../column.js';
import { defineTable } from '../define-table.js';
import { revealedRowsOfMissions } from './missions.columns.js';

const evaluationScoresColumns = {
  tenant: textColumn('The tenant.'),
  mission: idColumn('The mission.'),
  party: codeColumn<Party>('parties', 'Whose evaluation it is of.'),
  criterion: codeColumn<Criterion>('criteria', 'What is scored.'),
  employee: idColumn('Whom the mission was for.'),
  score: integerColumn('points', '1 (poor) to 5 (excellent).'),
  number: integerColumn('version', 'Which version of that party’s evaluation it is of.'),
  givenBy: idColumn('Who gave it.'),
  givenAt: instantColumn('When it was given.'),
};
export type EvaluationScoreRow = RowOf<typeof evaluationScoresColumns>;

/**
 * The scores of evaluations, one row each; comments stay sealed in `missions`. Whether scores are hidden is decided by the
 * mission's row: nothing changes here when the last party answers or the deadline passes.
 */
export const evaluationScoresTable = defineTable({
  name: 'evaluation_scores',
  meaning:
    'The scores of each party’s latest evaluation. They are hidden until all who were asked have answered, or the deadline for evaluations has passed.',
  columns: evaluationScoresColumns,
  key: ['tenant', 'mission', 'party', 'criterion'],
  versioned: true,
  star: {
    kind: 'fact',
    names: { mission: 'missions', employee: 'people', givenBy: 'people' },
    rows: revealedRowsOfMissions('mission'),
  },
  folds: (on) => [
    on.begins(
      MissionEvaluated,
      ({ tenant, id, data, event }, { criterion }) => {
        const { party, employee, number, scores } = data;
        const given = scores.find((score) => score.criterion === criterion);
        const { actor, recordedAt } = event.envelope;
        // A later version may score less than the one that it replaces.
        return given
          ? { tenant, mission: id, party, ...given, employee, number, givenBy: actor.person, givenAt: recordedAt }
          : null;
      },
      ({ tenant, id, data }) => CRITERIA.map((criterion) => ({ tenant, mission: id, party: data.party, criterion })),
    ),
  ],
});
