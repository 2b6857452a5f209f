import { ClaimAbandoned } from '@jalon/kernel';
import { defineTable } from '../define-table.js';
import { amendmentFolds } from './amendment.folds.js';
import { closureFolds } from './closure.folds.js';
import { courseFolds } from './course.folds.js';
import { hoursFolds } from './board-hours.folds.js';
import { missionColumns } from './mission-columns.js';
import { proposalFolds } from './proposal.folds.js';

/** The mission board: one row a mission, as it stands. */
export const missionsTable = defineTable({
  name: 'missions',
  meaning: 'The mission board: one row a mission, as it stands.',
  columns: missionColumns,
  key: ['tenant', 'id'],
  indexes: [
    ['tenant', 'proposedAt', 'id'],
    ['tenant', 'employee', 'proposedAt', 'id'],
    ['tenant', 'organisation', 'proposedAt', 'id'],
    ['tenant', 'need', 'proposedAt', 'id'],
    ['tenant', 'manager', 'proposedAt', 'id'],
    // Reports read what ended in their period.
    ['tenant', 'endedOn', 'id'],
  ],
  folds: (on) => [
    ...proposalFolds(on),
    ...hoursFolds(on),
    ...amendmentFolds(on),
    ...courseFolds(on),
    ...closureFolds(on),
    // Changes nothing but the revision, and may come before there is a mission.
    on.touches(ClaimAbandoned, (row, fact) => ({ ...row, revision: fact.event.envelope.revision })),
  ],
});
