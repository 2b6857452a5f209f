import type { Cause, Format, Remote } from '@jalon/kernel';
import { NeedClosed, needTerms, NeedPublished, NeedRevised } from '@jalon/marketplace/events';
import {
  codeColumn,
  idColumn,
  integerColumn,
  jsonColumn,
  orNull,
  textColumn,
  type RowOf,
  dateColumn,
} from '../column.js';
import { createdColumn, defineTable } from '../define-table.js';

const { skills, location, languages, source } = NeedPublished.fields;

const needColumns = {
  tenant: textColumn('The tenant.'),
  id: idColumn('The need.'),
  status: codeColumn<'open' | 'closed'>('needStatuses', 'Whether it takes missions.'),
  organisation: idColumn('Whose need it is.'),
  title: textColumn('The organisation’s published title.'),
  description: orNull(textColumn('The organisation’s published description.')),
  cause: orNull(codeColumn<Cause>('causes', 'What it serves.')),
  sdg: orNull(integerColumn('SDG number', 'The UN sustainable development goal.')),
  skills: jsonColumn(skills, 'The skills asked for.'),
  format: orNull(codeColumn<Format>('rhythms', 'Its rhythm.')),
  remote: codeColumn<Remote>('remote', 'Whether it can be done at a distance.'),
  location: orNull(jsonColumn(location, 'Where it takes place.')),
  languages: jsonColumn(languages, 'The languages that one must speak: any of them.', 'languages'),
  startsOn: orNull(dateColumn('The first day.')),
  endsOn: orNull(dateColumn('The last day.')),
  minutesPerWeek: orNull(integerColumn('minutes', 'The time asked for in a week.')),
  places: integerColumn('places', 'How many people it can take.'),
  contact: orNull(idColumn('The registered person to write to.')),
  link: orNull(textColumn('The address of the need’s own page.')),
  source: orNull(jsonColumn(source, 'Where it was imported from.')),
  closureReason: orNull(codeColumn('needClosures', 'Why it was closed, as a code.')),
  createdAt: createdColumn,
};
export type NeedRow = RowOf<typeof needColumns>;

/** What organisations ask for. A claim changes other tables (`need_heads`, `need_claims`), so it adds no version of the need. */
export const needsTable = defineTable({
  name: 'needs',
  meaning: 'What organisations ask for.',
  columns: needColumns,
  key: ['tenant', 'id'],
  versioned: true,
  star: { kind: 'dimension', thing: 'need', names: { organisation: 'organisations', contact: 'people' } },
  indexes: [
    ['tenant', 'createdAt', 'id'],
    ['tenant', 'status', 'createdAt', 'id'],
    ['tenant', 'organisation', 'createdAt', 'id'],
  ],
  /** A match is looked for among the needs that take missions. */
  packedIndex: { name: 'terms', numbers: (row) => (row.status === 'open' ? needTerms(row) : null) },
  folds: (on) => [
    on.begins(NeedPublished, ({ tenant, id, data, event }) => ({
      ...data,
      link: data.link ?? null,
      tenant,
      id,
      status: 'open',
      closureReason: null,
      createdAt: event.envelope.recordedAt,
    })),
    on.changes(NeedRevised, (row, { data }) => ({ ...row, ...data, link: data.link ?? null })),
    on.changes(NeedClosed, (row, { data }) => ({ ...row, status: 'closed', closureReason: data.reason })),
  ],
});
