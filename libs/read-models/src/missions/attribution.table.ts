import type { EventOf } from '@jalon/kernel';
import { AttributionCorrected, MissionConfirmed, type Attribution } from '@jalon/mission/events';
import { codeColumn, idColumn, integerColumn, orNull, textColumn, type RowOf, instantColumn } from '../column.js';
import { defineTable } from '../define-table.js';
import { rowsOfMissions } from './missions.columns.js';

/** The attribution with one code corrected. The event holds codes as text; the SDG becomes a number again. */
export function corrected<A extends Attribution>(
  attribution: A,
  { field, after }: Pick<EventOf<typeof AttributionCorrected>['data'], 'field' | 'after'>,
): A {
  return { ...attribution, [field]: field === 'sdg' && after !== null ? Number(after) : after };
}

const attributionColumns = {
  tenant: textColumn('The tenant.'),
  mission: idColumn('The mission.'),
  employer: idColumn('The legal entity whose time it is.'),
  employee: idColumn('Whose time it is.'),
  organisation: idColumn('Who receives it.'),
  need: orNull(idColumn('The need it answers.')),
  basis: codeColumn<Attribution['basis']>('bases', 'Who directs the work.'),
  cause: orNull(codeColumn<NonNullable<Attribution['cause']>>('causes', 'What it serves.')),
  sdg: orNull(integerColumn('SDG number', 'The UN sustainable development goal.')),
  department: orNull(textColumn('The employee’s department.')),
  site: orNull(textColumn('The employee’s site.')),
  ageBand: orNull(codeColumn('ageBands', 'The employee’s age band on the day of confirmation.')),
  programme: orNull(textColumn('The programme and version it was held to.')),
  confirmedAt: instantColumn('When it was confirmed.'),
};
export type MissionAttributionRow = RowOf<typeof attributionColumns>;

/** The codes by which reports attribute a confirmed mission. Facts are joined to it when read. */
export const missionAttributionTable = defineTable({
  name: 'mission_attribution',
  meaning: 'The codes by which reports attribute a confirmed mission: a correction adds a version of this one row.',
  columns: attributionColumns,
  key: ['tenant', 'mission'],
  versioned: true,
  star: {
    kind: 'dimension',
    names: {
      mission: 'missions',
      employer: 'employers',
      employee: 'people',
      organisation: 'organisations',
      need: 'needs',
    },
    rows: rowsOfMissions('mission'),
  },
  indexes: [['tenant', 'employer', 'mission']],
  folds: (on) => [
    on.begins(
      MissionConfirmed,
      ({ tenant, id, data, event }) => ({
        tenant,
        mission: id,
        ...data.attribution,
        confirmedAt: event.envelope.recordedAt,
      }),
      ({ tenant, id }) => [{ tenant, mission: id }],
    ),
    on.changes(
      AttributionCorrected,
      (row, { data }) => corrected(row, data),
      ({ tenant, id }) => [{ tenant, mission: id }],
    ),
  ],
});
