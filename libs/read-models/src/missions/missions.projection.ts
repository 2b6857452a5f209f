import type { Projection } from '@jalon/kernel';
import { missionAttributionTable } from './attribution.table.js';
import { hoursTable } from './hours.table.js';
import { missionHeadsTable } from './heads.table.js';
import { missionsTable } from './missions.table.js';

/** Everything that is read of missions: one checkpoint, so that a report never mixes two moments. */
export const missionsProjection: Projection = {
  name: 'missions',
  version: 5,
  tables: [missionsTable, missionHeadsTable, missionAttributionTable, hoursTable],
};
