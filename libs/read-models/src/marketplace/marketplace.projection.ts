import { ClaimReleased, ClaimTaken, type Projection, type RowKey } from '@jalon/kernel';
import { NeedClosed, NeedPublished, NeedRevised } from '@jalon/marketplace/events';
import { idColumn, integerColumn, textColumn } from '../column.js';
import { defineTable, type Fact, headFrom, headColumns, partsOf } from '../define-table.js';
import { needsTable } from './needs.table.js';
import { offersTable } from './offers.table.js';

/** The heads of needs' streams. A table of its own, so that a claim adds no version of the need with its description. */
export const needHeadsTable = defineTable({
  name: 'need_heads',
  meaning: 'How far each need’s stream has gone.',
  columns: { tenant: textColumn('The tenant.'), id: idColumn('The need.'), ...headColumns },
  key: ['tenant', 'id'],
  versioned: true,
  star: { kind: 'dimension', thing: 'need', names: { id: 'needs' } },
  folds: (on) => [
    on.begins(NeedPublished, headFrom),
    ...[NeedRevised, NeedClosed].map((definition) =>
      on.changes<typeof definition>(definition, (_row, fact) => headFrom(fact)),
    ),
    // Claims on other things than needs find no row here.
    ...[ClaimTaken, ClaimReleased].map((definition) =>
      on.changesIfPresent<typeof definition>(definition, (_row, fact) => headFrom(fact)),
    ),
  ],
});

type Claim = Fact<{ readonly subject: string; readonly key: string }>;

/** The row of a claim on a need; none for a claim on anything else. */
const namedBy = ({ tenant, id, data, event }: Claim): readonly RowKey[] =>
  partsOf(event).category === 'need' ? [{ tenant, need: id, subject: data.subject, key: data.key }] : [];

/** The claims on needs' places, one row each. The places that are taken are summed when read. */
export const needClaimsTable = defineTable({
  name: 'need_claims',
  meaning: 'The claims that stand on the places of needs.',
  columns: {
    tenant: textColumn('The tenant.'),
    need: idColumn('The need.'),
    subject: textColumn('The mission’s stream, which claims.'),
    key: textColumn('Which of the mission’s claims on that need.'),
    attempt: integerColumn('revision', 'The mission’s revision that settles it.'),
    amount: integerColumn('places', 'How many places it takes.'),
  },
  key: ['tenant', 'need', 'subject', 'key'],
  versioned: true,
  // A BI tool is not shown the mission, which may be in personal time.
  star: { kind: 'fact', names: { need: 'needs' }, withheld: ['subject', 'key', 'attempt'] },
  folds: (on) => [
    on.begins(ClaimTaken, ({ tenant, id, data }) => ({ tenant, need: id, ...data }), namedBy),
    on.changesIfPresent(ClaimReleased, (row, { data }) => (row.attempt === data.attempt ? null : row), namedBy),
  ],
});

/** Needs and offers. */
export const marketplaceProjection: Projection = {
  name: 'marketplace',
  version: 10,
  tables: [needsTable, needHeadsTable, needClaimsTable, offersTable],
};
