import { v5 } from 'uuid';
import { canonicalJson, type TenantId, type Uuid } from '@jalon/kernel';
import { cellsOf, RowRefused, type Cells, type Row, type Unmatched } from './mapping/cell.js';
import type { NeedsMapping } from './mapping/mapping.js';
import { mappedRow, type MappedRow } from './row-outcome.js';
import { firstFew } from './shortened.js';

/** The need that a row describes, before it is compared with the needs of the tenant. */
export interface NeedDraft {
  readonly line: number;
  readonly key: RowKey;
  /** Equal for rows that are one need entered twice; null when the mapping has no `distinct` columns. */
  readonly contentKey: string | null;
  readonly organisation: OrganisationDraft;
  readonly values: NeedDraftValues;
  /** The cells for which the mapping says nothing but `otherwise`. */
  readonly unmatched: readonly Unmatched[];
}

/** The cells of the key columns: `parts` identifies the need, `text` is for people. */
export interface RowKey {
  readonly parts: readonly string[];
  readonly text: string;
}

export interface OrganisationDraft {
  readonly name: string;
  readonly register: string;
  readonly registerNumber: string | null;
  readonly department: string | null;
}

/** The fields of a need's commands, not validated yet: the command class does that. */
export interface NeedDraftValues {
  readonly title: string;
  readonly description: string | null;
  readonly cause: string | null;
  readonly sdg: number | null;
  readonly skills: readonly string[];
  readonly format: string | null;
  readonly remote: string;
  readonly location: {
    readonly locality: string | null;
    readonly department: string | null;
    readonly latitude: number | null;
    readonly longitude: number | null;
  } | null;
  readonly languages: readonly string[];
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly minutesPerWeek: number | null;
  readonly places: number;
  readonly contact: null;
  readonly link: string | null;
}

/** The event keeps the key as text of at most this length. */
const KEY_LIMIT = 200;

export function needRow(row: Row, mapping: NeedsMapping): MappedRow<NeedDraft> {
  return mappedRow(
    row,
    () => draftOf(row, mapping),
    (draft) => draft?.key.text ?? keyText(row, mapping),
  );
}

/** @throws RowRefused when a cell does not fit the mapping */
export function draftOf(row: Row, mapping: NeedsMapping): NeedDraft {
  row.refuseUnreadable();
  const unmatched: Unmatched[] = [];
  const cells = cellsOf(row, mapping.unknown ?? [], (cell) => unmatched.push(cell));
  return {
    line: row.line,
    key: keyOf(row, mapping),
    contentKey: contentKeyOf(row, mapping),
    organisation: organisationOf(cells, mapping.organisation),
    values: valuesOf(cells, mapping.need),
    unmatched,
  };
}

/** The key of a row, even if its other cells cannot be read; null when it is empty. */
function keyText(row: Row, { key }: NeedsMapping): string | null {
  const parts = key.map((column) => row.cell(column));
  return parts.every((part) => part === '') ? null : parts.join(' | ');
}

function keyOf(row: Row, mapping: NeedsMapping): RowKey {
  const { key } = mapping;
  const text = keyText(row, mapping);
  if (text === null) throw new RowRefused('KEY_EMPTY', { columns: firstFew(key) });
  if (text.length > KEY_LIMIT) throw new RowRefused('KEY_TOO_LONG', { limit: KEY_LIMIT });
  return { parts: key.map((column) => row.cell(column)), text };
}

/** The comparison ignores case and the number of spaces. */
function contentKeyOf(row: Row, { distinct }: NeedsMapping): string | null {
  if (!distinct) return null;
  return JSON.stringify(distinct.map((column) => row.cell(column).toLowerCase().replace(/\s+/g, ' ')));
}

function organisationOf(cells: Cells, mapping: NeedsMapping['organisation']): OrganisationDraft {
  const name = required('organisation.name', cells.text('organisation.name', mapping.name));
  return {
    // The same name may be typed with one space or two.
    name: name.normalize('NFC').replace(/\s+/g, ' '),
    register: cells.text('organisation.register', mapping.register) ?? 'foreign',
    registerNumber: cells.text('organisation.registerNumber', mapping.registerNumber),
    department: cells.text('organisation.department', mapping.department),
  };
}

function valuesOf(cells: Cells, mapping: NeedsMapping['need']): NeedDraftValues {
  return {
    title: required('title', cells.text('title', mapping.title)),
    description: cells.text('description', mapping.description),
    cause: cells.text('cause', mapping.cause),
    sdg: cells.number('sdg', mapping.sdg),
    skills: cells.list('skills', mapping.skills),
    format: cells.text('format', mapping.format),
    remote: cells.text('remote', mapping.remote) ?? 'no',
    location: locationOf(cells, mapping.location),
    languages: cells.list('languages', mapping.languages),
    startsOn: cells.date('startsOn', mapping.startsOn),
    endsOn: cells.date('endsOn', mapping.endsOn),
    minutesPerWeek: cells.number('minutesPerWeek', mapping.minutesPerWeek),
    places: cells.number('places', mapping.places) ?? 1,
    contact: null,
    link: cells.text('link', mapping.link),
  };
}

function locationOf(cells: Cells, mapping: NeedsMapping['need']['location']): NeedDraftValues['location'] {
  if (!mapping) return null;
  const location = {
    locality: cells.text('location.locality', mapping.locality),
    department: cells.text('location.department', mapping.department),
    latitude: cells.degrees('location.latitude', mapping.latitude),
    longitude: cells.degrees('location.longitude', mapping.longitude),
  };
  return Object.values(location).some((value) => value !== null) ? location : null;
}

function required(field: string, value: string | null): string {
  if (value === null || value === '') throw new RowRefused('FIELD_MISSING', { field });
  return value;
}

/** The namespace of imported ids. They are the names of streams, so it never changes. */
const IMPORTED: Uuid = 'b8d5f1c6-2f0a-5c1e-9a43-0e6d7c9b1f52';

/** The id of a row's need. It depends on the key only, so it is the same in every later version of the file. */
export function needId(tenant: TenantId, source: string, key: readonly string[]): Uuid {
  return v5(canonicalJson([tenant, source, key]), IMPORTED);
}

/**
 * The id of an organisation. It depends on the source too: two sources may use one name for two organisations.
 *
 * @param number its register and its number, where the source has several organisations of this name
 */
export function organisationId(tenant: TenantId, source: string, name: string, number: readonly string[] = []): Uuid {
  return v5(canonicalJson([tenant, source, 'organisation', name, ...number]), IMPORTED);
}
