import { ClaimReleased, ClaimTaken } from '@jalon/kernel';
import { NeedClosed, NeedPublished, NeedRevised } from '@jalon/marketplace/events';
import { textColumn } from '../column.js';
import { defineTable, headAfter, headColumns } from '../define-table.js';

/** What every event of a need moves, a claim too: apart, so that no claim makes a version of the need with its description. */
export const needHeadsTable = defineTable({
  name: 'need_heads',
  meaning: 'How far each need’s stream has gone.',
  columns: { tenant: textColumn('The tenant.'), id: textColumn('The need.'), ...headColumns },
  key: ['tenant', 'id'],
  star: { kind: 'dimension', names: { id: 'needs' } },
  folds: (on) => [
    on.begins(NeedPublished, headAfter),
    ...[NeedRevised, NeedClosed, ClaimTaken, ClaimReleased].map((definition) =>
      on.changes<typeof definition>(definition, (_row, fact) => headAfter(fact)),
    ),
  ],
});
