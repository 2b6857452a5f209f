import { AttributionCorrected, MissionCancelled, MissionResumed, MissionSuspended } from '@jalon/mission/events';
import { corrected } from './attribution.table.js';
import { moved, type MissionFolds } from './moved.js';

/** What happens to a mission under way. */
export const courseFolds = (on: MissionFolds) => [
  on.changes(MissionSuspended, (row, fact) => moved(row, fact, { status: 'suspended', suspension: fact.data })),
  on.changes(MissionResumed, (row, fact) => moved(row, fact, { status: 'confirmed', suspension: null })),
  on.changes(MissionCancelled, (row, fact) =>
    moved(row, fact, {
      status: 'cancelled',
      cancelledBy: fact.data.party,
      cancellationReason: fact.data.reason,
      suspension: null,
      openAmendment: null,
      closureRequestedBy: null,
    }),
  ),
  on.changes(AttributionCorrected, (row, fact) => {
    if (!row.attribution) throw new Error('the attribution of a mission that was never confirmed was corrected');
    return moved(row, fact, { attribution: corrected(row.attribution, fact.data) });
  }),
];
