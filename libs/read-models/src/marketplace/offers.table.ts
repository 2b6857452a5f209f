import type { Field, Remote } from '@jalon/kernel';
import { coordinates, OfferPublished, OfferRevised, offerTerms, OfferWithdrawn } from '@jalon/marketplace/events';
import {
  codeColumn,
  idColumn,
  integerColumn,
  jsonColumn,
  orNull,
  sealedColumn,
  textColumn,
  type RowOf,
  dateColumn,
} from '../column.js';
import { defineTable, createdFrom, streamColumns, updatedFrom } from '../define-table.js';

const { skills, causes, formats, languages } = OfferPublished.fields;
type Coordinates = typeof coordinates extends Field<infer C> ? C : never;

const offerColumns = {
  tenant: textColumn('The tenant.'),
  id: idColumn('The offer.'),
  status: codeColumn<'open' | 'withdrawn'>('offerStatuses', 'Whether it is open.'),
  employee: idColumn('Whose offer it is.'),
  skills: jsonColumn(skills, 'The skills they bring.'),
  causes: jsonColumn(causes, 'The causes they would serve; none means any.', 'causes'),
  formats: jsonColumn(formats, 'The rhythms that suit them; none means any.', 'rhythms'),
  remote: codeColumn<Remote>('remote', 'Whether they would work at a distance.'),
  department: orNull(textColumn('The department, or foreign region, where they are.')),
  coordinates: sealedColumn('About where they are, to about a kilometre.', coordinates),
  radiusKm: orNull(integerColumn('kilometres', 'How far they would go.')),
  languages: jsonColumn(languages, 'The languages they speak.', 'languages'),
  availableFrom: orNull(dateColumn('The first day.')),
  availableUntil: orNull(dateColumn('The last day.')),
  minutesPerWeek: orNull(integerColumn('minutes', 'The time they can give in a week.')),
  words: sealedColumn('The offer in their own words.'),
  ...streamColumns,
};
export type OfferRow = RowOf<typeof offerColumns>;

/** An offer with its coordinates opened, for a match; null where they are erased. */
export type PlacedOffer = Omit<OfferRow, 'coordinates'> & { readonly coordinates: Coordinates | null };

/** What employees have to give. */
export const offersTable = defineTable({
  name: 'offers',
  meaning: 'What employees have to give.',
  columns: offerColumns,
  key: ['tenant', 'id'],
  versioned: true,
  star: { kind: 'dimension', thing: 'offer', names: { employee: 'people' } },
  indexes: [
    ['tenant', 'createdAt', 'id'],
    ['tenant', 'status', 'createdAt', 'id'],
    ['tenant', 'employee', 'createdAt', 'id'],
  ],
  /** A match is looked for among the offers that are open. */
  packedIndex: { name: 'terms', numbers: (row) => (row.status === 'open' ? offerTerms(row) : null) },
  folds: (on) => [
    on.begins(OfferPublished, (fact) => ({ ...fact.data, status: 'open', ...createdFrom(fact) })),
    on.changes(OfferRevised, (row, fact) => ({ ...row, ...fact.data, ...updatedFrom(fact) })),
    on.changes(OfferWithdrawn, (row, fact) => ({ ...row, status: 'withdrawn', ...updatedFrom(fact) })),
  ],
});
