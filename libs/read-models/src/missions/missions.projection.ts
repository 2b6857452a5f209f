import { ClaimAbandoned, type Projection } from '@jalon/kernel';
import { missionEvents, MissionProposed } from '@jalon/mission/events';
import { idColumn, type RowOf, textColumn } from '../column.js';
import { defineTable, headFrom, headColumns as streamHead } from '../define-table.js';
import { hoursTable } from '../hours/hours.table.js';
import { missionAttributionTable } from './attribution.table.js';
import { evaluationScoresTable } from './evaluation-scores.table.js';
import { missionColumns, rowsOfMissions } from './missions.columns.js';
import { amendmentFolds, closureFolds, courseFolds, proposalFolds } from './missions.folds.js';
import { outcomesTable } from './outcomes.table.js';
import { publicationCorrectionsTable } from '../reports/publication-corrections.table.js';

/**
 * One row a mission, as it is now. What an hours event changes is in other tables (`mission_heads`, `hours`), so that it adds
 * no version of this wide row. A mission's totals are the sums of its time entries, computed when read.
 */
export const missionsTable = defineTable({
  name: 'missions',
  meaning: 'The mission board: one row a mission, as it stands.',
  columns: missionColumns,
  key: ['tenant', 'id'],
  versioned: true,
  star: {
    kind: 'dimension',
    thing: 'mission',
    names: {
      employee: 'people',
      employer: 'employers',
      organisation: 'organisations',
      need: 'needs',
      manager: 'people',
      proposer: 'people',
      decliner: 'people',
      closureRequestedBy: 'people',
    },
    // Nobody is told who refused, and who had accepted by then would tell. The last three have tables of their own.
    withheld: ['acceptedBy', 'declinedBy', 'decliner', 'openAmendment', 'attribution', 'outcomes', 'evaluations'],
    masked: { status: { declined: 'not-retained' } },
    rows: rowsOfMissions('id'),
  },
  indexes: [
    ['tenant', 'proposedAt', 'id'],
    ['tenant', 'employee', 'proposedAt', 'id'],
    ['tenant', 'organisation', 'proposedAt', 'id'],
    ['tenant', 'need', 'proposedAt', 'id'],
    ['tenant', 'manager', 'proposedAt', 'id'],
    ['tenant', 'employer', 'proposedAt', 'id'],
    // Reports read what ended in their period.
    ['tenant', 'endedOn', 'id'],
  ],
  folds: (on) => [...proposalFolds(on), ...amendmentFolds(on), ...courseFolds(on), ...closureFolds(on)],
});

const headColumns = {
  tenant: textColumn('The tenant.'),
  id: idColumn('The mission.'),
  ...streamHead,
};
export type MissionHeadRow = RowOf<typeof headColumns>;

/** The heads of missions' streams. A table of its own, because each event changes it: see `missionsTable`. */
export const missionHeadsTable = defineTable({
  name: 'mission_heads',
  meaning: 'How far each mission’s stream has gone.',
  columns: headColumns,
  key: ['tenant', 'id'],
  versioned: true,
  star: { kind: 'dimension', thing: 'mission', names: { id: 'missions' }, rows: rowsOfMissions('id') },
  folds: (on) => [
    // The two events below have folds of their own, which replace these.
    ...missionEvents.map((definition) => on.changes<typeof definition>(definition, (_row, fact) => headFrom(fact))),
    on.begins(MissionProposed, headFrom),
    // It changes the revision alone, and may be its stream's first event.
    on.changesIfPresent(ClaimAbandoned, (row, { event }) => ({ ...row, revision: event.envelope.revision })),
  ],
});

/** All tables about missions. They share one checkpoint, so that a report never mixes two moments. */
export const missionsProjection: Projection = {
  name: 'missions',
  version: 10,
  tables: [
    missionsTable,
    missionHeadsTable,
    missionAttributionTable,
    hoursTable,
    outcomesTable,
    evaluationScoresTable,
    publicationCorrectionsTable,
  ],
};
