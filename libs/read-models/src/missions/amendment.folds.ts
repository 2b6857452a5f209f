import { AmendmentAccepted, AmendmentDeclined, AmendmentProposed, MissionAmended } from '@jalon/mission/events';
import type { MissionRow, OpenAmendment } from './mission-columns.js';
import { moved, type MissionFolds } from './moved.js';

/** Amendments: at most one waits for answers; the terms change once all have accepted. */
export const amendmentFolds = (on: MissionFolds) => [
  on.changes(AmendmentProposed, (row, fact) => {
    const { employee: _, ...proposed } = fact.data;
    return moved(row, fact, { openAmendment: { ...proposed, acceptedBy: [] } });
  }),
  on.changes(AmendmentAccepted, (row, fact) => {
    const open = theOpenOne(row, fact.data.amendmentId);
    return moved(row, fact, { openAmendment: { ...open, acceptedBy: [...open.acceptedBy, fact.data.party] } });
  }),
  on.changes(AmendmentDeclined, (row, fact) => moved(row, fact, { openAmendment: null })),
  on.changes(MissionAmended, (row, fact) => moved(row, fact, { ...fact.data.after, openAmendment: null })),
];

function theOpenOne(row: MissionRow, amendmentId: string): OpenAmendment {
  if (row.openAmendment?.amendmentId !== amendmentId) throw new Error(`amendment ${amendmentId} is not open`);
  return row.openAmendment;
}
