import { ClaimAbandoned } from '@jalon/kernel';
import { MissionProposed, missionEvents } from '@jalon/mission/events';
import { textColumn, type RowOf } from '../column.js';
import { defineTable } from '../define-table.js';
import { headAfter, headColumns as streamHead } from '../entry-columns.js';
import { rowsOfMissions } from './shown-rows.js';

const headColumns = {
  tenant: textColumn('The tenant.'),
  id: textColumn('The mission.'),
  ...streamHead,
};
export type MissionHeadRow = RowOf<typeof headColumns>;

/** What every event of a mission moves, apart from the board so that its wide row keeps no version for each of them. */
export const missionHeadsTable = defineTable({
  name: 'mission_heads',
  meaning: 'How far each mission’s stream has gone.',
  columns: headColumns,
  key: ['tenant', 'id'],
  versioned: true,
  star: { kind: 'dimension', names: { id: 'missions' }, rows: rowsOfMissions('id') },
  folds: (on) => [
    // Of the two events named again below, the later fold counts.
    ...missionEvents.map((definition) => on.changes<typeof definition>(definition, (_row, fact) => headAfter(fact))),
    on.begins(MissionProposed, headAfter),
    // Changes nothing but the revision, and may come before there is a mission.
    on.touches(ClaimAbandoned, (row, { event }) => ({ ...row, revision: event.envelope.revision })),
  ],
});
