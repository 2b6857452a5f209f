import { PublicationCorrected } from '@jalon/directory/events';
import { idColumn, instantColumn, monthColumn, textColumn, type RowOf } from '../column.js';
import { defineTable } from '../define-table.js';

const columns = {
  tenant: textColumn('The tenant.'),
  month: monthColumn('The month of facts that is corrected.'),
  actId: idColumn('The act of two people that decided it.'),
  decidedAt: instantColumn('When it was confirmed: the end of that civil month publishes it.'),
};
export type PublicationCorrectionRow = RowOf<typeof columns>;

/** What two people decided to correct. Its figures follow from the facts, as those of any month end. */
export const publicationCorrectionsTable = defineTable({
  name: 'publication_corrections',
  meaning: 'Corrections of what is published of a month, each decided by two people.',
  columns,
  key: ['tenant', 'month', 'actId'],
  folds: (on) => [
    on.begins(
      PublicationCorrected,
      ({ tenant, data: { month, actId }, event }) => ({
        tenant,
        month,
        actId,
        decidedAt: event.envelope.recordedAt,
      }),
      ({ tenant, data: { month, actId } }) => [{ tenant, month, actId }],
    ),
  ],
});
