import { AmendmentAccepted, AmendmentDeclined, AmendmentProposed, MissionAmended } from '@jalon/mission/events';
import type { MissionFolds, MissionRow, OpenAmendment } from './mission-columns.js';

/** Amendments: at most one waits for answers; the terms change once all have accepted. */
export const amendmentFolds = (on: MissionFolds) => [
  on.changes(AmendmentProposed, (row, fact) => {
    const { employee: _, ...proposed } = fact.data;
    return { ...row, openAmendment: { ...proposed, acceptedBy: [] } };
  }),
  on.changes(AmendmentAccepted, (row, fact) => {
    const open = theOpenOne(row, fact.data.amendmentId);
    return { ...row, openAmendment: { ...open, acceptedBy: [...open.acceptedBy, fact.data.party] } };
  }),
  on.changes(AmendmentDeclined, (row) => ({ ...row, openAmendment: null })),
  on.changes(MissionAmended, (row, fact) => ({ ...row, ...fact.data.after, openAmendment: null })),
];

function theOpenOne(row: MissionRow, amendmentId: string): OpenAmendment {
  if (row.openAmendment?.amendmentId !== amendmentId) throw new Error(`amendment ${amendmentId} is not open`);
  return row.openAmendment;
}
