import { defineTable } from '../define-table.js';
import { amendmentFolds } from './amendment.folds.js';
import { closureFolds } from './closure.folds.js';
import { courseFolds } from './course.folds.js';
import { missionColumns } from './mission-columns.js';
import { proposalFolds } from './proposal.folds.js';
import { rowsOfMissions } from './shown-rows.js';

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
