import { ClaimReleased, ClaimTaken, type RowKey } from '@jalon/kernel';
import { integerColumn, textColumn } from '../column.js';
import { defineTable, type Fact } from '../define-table.js';

type Claim = Fact<{ readonly subject: string; readonly key: string }>;

const namedBy = ({ tenant, id, data }: Claim): readonly RowKey[] => [
  { tenant, need: id, subject: data.subject, key: data.key },
];

/** Apart from the needs, so that no version of a need holds all the claims on it; how many places they take is added up when read. */
export const needClaimsTable = defineTable({
  name: 'need_claims',
  meaning: 'The claims that stand on the places of needs.',
  columns: {
    tenant: textColumn('The tenant.'),
    need: textColumn('The need.'),
    subject: textColumn('The mission’s stream, which claims.'),
    key: textColumn('Which of the mission’s claims on that need.'),
    attempt: integerColumn('revision', 'The mission’s revision that settles it.'),
    amount: integerColumn('places', 'How many places it takes.'),
  },
  key: ['tenant', 'need', 'subject', 'key'],
  // Without whom, and without the mission: it may be in personal time.
  star: { kind: 'fact', names: { need: 'needs' }, withheld: ['subject', 'key', 'attempt'] },
  folds: (on) => [
    on.begins(ClaimTaken, ({ tenant, id, data }) => ({ tenant, need: id, ...data }), namedBy),
    on.touches(ClaimReleased, (row, { data }) => (row.attempt === data.attempt ? null : row), namedBy),
  ],
});
