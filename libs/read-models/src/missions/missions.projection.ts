import { ClaimAbandoned, type Projection } from '@jalon/kernel';
import { missionEvents, MissionProposed } from '@jalon/mission/events';
import { type RowOf, textColumn } from '../column.js';
import { defineTable, headAfter, headColumns as streamHead } from '../define-table.js';
import { hoursTable } from '../hours/hours.table.js';
import { missionAttributionTable } from './attribution.table.js';
import { evaluationScoresTable } from './evaluation-scores.table.js';
import { missionColumns, rowsOfMissions } from './missions.columns.js';
import { amendmentFolds, closureFolds, courseFolds, proposalFolds } from './missions.folds.js';
import { outcomesTable } from './outcomes.table.js';

/**
 * The mission board: one row a mission, as it stands. What an hours event changes lies elsewhere (`mission_heads`, `hours`),
 * so that it makes no version of this wide row; a mission's totals are the sums of its entries, added up when read.
 */
export const missionsTable = defineTable({
  name: 'missions',
  meaning: 'The mission board: one row a mission, as it stands.',
  columns: missionColumns,
  key: ['tenant', 'id'],
  versioned: true,
  star: {
    kind: 'dimension',
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
    // Who refused is nobody's to know, and who had accepted until then would tell; what evaluations say has its own table.
    withheld: ['acceptedBy', 'declinedBy', 'decliner', 'refusalReason', 'openAmendment', 'evaluations'],
    masked: { status: { declined: 'not-retained' } },
    rows: rowsOfMissions('id'),
  },
  indexes: [
    ['tenant', 'proposedAt', 'id'],
    ['tenant', 'employee', 'proposedAt', 'id'],
    ['tenant', 'organisation', 'proposedAt', 'id'],
    ['tenant', 'need', 'proposedAt', 'id'],
    ['tenant', 'manager', 'proposedAt', 'id'],
    // Reports read what ended in their period.
    ['tenant', 'endedOn', 'id'],
  ],
  folds: (on) => [...proposalFolds(on), ...amendmentFolds(on), ...courseFolds(on), ...closureFolds(on)],
});

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

/** Everything that is read of missions: one checkpoint, so that a report never mixes two moments. */
export const missionsProjection: Projection = {
  name: 'missions',
  version: 6,
  tables: [missionsTable, missionHeadsTable, missionAttributionTable, hoursTable, outcomesTable, evaluationScoresTable],
};
