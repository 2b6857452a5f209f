import type { Projection } from '@jalon/kernel';
import { missionAttributionTable } from './attribution.table.js';
import { evaluationScoresTable } from './evaluation-scores.table.js';
import { hoursTable } from '../hours/hours.table.js';
import { missionHeadsTable } from './heads.table.js';
import { missionsTable } from './missions.table.js';
import { outcomesTable } from './outcomes.table.js';

/** Everything that is read of missions: one checkpoint, so that a report never mixes two moments. */
export const missionsProjection: Projection = {
  name: 'missions',
  version: 6,
  tables: [missionsTable, missionHeadsTable, missionAttributionTable, hoursTable, outcomesTable, evaluationScoresTable],
};
