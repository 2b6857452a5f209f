import { AttributionCorrected, MissionCancelled, MissionResumed, MissionSuspended } from '@jalon/mission/events';
import { corrected } from './attribution.table.js';
import type { MissionFolds } from './mission-columns.js';

/** What happens to a mission under way. */
export const courseFolds = (on: MissionFolds) => [
  on.changes(MissionSuspended, (row, fact) => ({ ...row, status: 'suspended', suspension: fact.data })),
  on.changes(MissionResumed, (row) => ({ ...row, status: 'confirmed', suspension: null })),
  on.changes(MissionCancelled, (row, fact) => ({
    ...row,
    status: 'cancelled',
    cancelledBy: fact.data.party,
    cancellationReason: fact.data.reason,
    suspension: null,
    openAmendment: null,
    closureRequestedBy: null,
  })),
  on.changes(AttributionCorrected, (row, fact) => {
    if (!row.attribution) throw new Error('the attribution of a mission that was never confirmed was corrected');
    return { ...row, attribution: corrected(row.attribution, fact.data) };
  }),
];
