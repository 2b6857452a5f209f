import { readRows } from './csv-reader.js';
import type { FileSource } from './file-source.js';
import { BOUNDS_OF_A_COMMAND, type ImportBounds } from './import-bounds.js';
import { ImportFailure } from './import-failure.js';
import type { ImportKind } from './import-report.js';
import type { Row } from './mapping/cell.js';
import { columnsOf, refuseBadPatterns } from './mapping/mapping-file.js';
import { NeedsMapping, OrganisationsMapping, PeopleMapping, type FileMapping } from './mapping/mapping.js';
import { needRow } from './need-draft.js';
import { organisationRow } from './organisations/organisation-row.js';
import { personRow } from './people/person-draft.js';
import type { MappedRow } from './row-outcome.js';
import { shortened } from './shortened.js';

/** The class of the mapping of each kind of import. */
export const importMappings: Readonly<Record<ImportKind, new () => FileMapping>> = {
  needs: NeedsMapping,
  people: PeopleMapping,
  organisations: OrganisationsMapping,
};

/** A file to read, and how. */
export interface ReadingTask {
  readonly kind: ImportKind;
  readonly file: FileSource;
  /** Of the class that `importMappings` has for the kind. */
  readonly mapping: FileMapping;
  /** The name of its file, in messages. */
  readonly mappingName: string;
  readonly bounds: ImportBounds;
}

/** How many characters of rows are handed on at a time: so much is parsed in a millisecond. */
const BATCH = 64 * 1024;

/** How many columns that the mapping does not read are named. */
const UNUSED_COLUMNS = 100;

/**
 * Reads a file to its end, as the mapping says.
 *
 * @returns after the last row, the columns that the mapping does not read
 * @yields some rows as JSON, an array of MappedRow
 * @throws ImportFailure for a pattern that is none, and for a file that cannot be read to its end, or is larger than the bounds
 */
export async function* mappedRows({
  file,
  mapping,
  mappingName,
  bounds,
}: ReadingTask): AsyncGenerator<string, readonly string[]> {
  refuseBadPatterns(mapping, mappingName);
  const read = rowMapper(mapping);
  let header: readonly string[] = [];
  let [rows, text, size] = [0, 0, 0];
  let batch: string[] = [];
  for await (const row of readRows(file, mapping, { bounds: bounds.workbook, onHeader: (names) => (header = names) })) {
    const json = JSON.stringify(read(row));
    rows += 1;
    text += json.length;
    size += json.length;
    if (rows > bounds.rows) {
      const most = BOUNDS_OF_A_COMMAND.rows;
      throw new ImportFailure('TOO_MANY_ROWS', { file: file.name, limit: bounds.rows, most });
    }
    if (text > bounds.text)
      throw new ImportFailure('ROWS_TOO_LONG', { file: file.name, limit: bounds.text / 1024 / 1024 });
    batch.push(json);
    if (size < BATCH) continue;
    yield `[${batch.join(',')}]`;
    [batch, size] = [[], 0];
  }
  if (batch.length > 0) yield `[${batch.join(',')}]`;
  const used = new Set(columnsOf(mapping));
  return header
    .filter((name) => name !== '' && !used.has(name))
    .slice(0, UNUSED_COLUMNS)
    .map((name) => shortened(name));
}

function rowMapper(mapping: FileMapping): (row: Row) => MappedRow<unknown> {
  if (mapping instanceof NeedsMapping) return (row) => needRow(row, mapping);
  if (mapping instanceof PeopleMapping) return (row) => personRow(row, mapping);
  if (mapping instanceof OrganisationsMapping) return (row) => organisationRow(row, mapping);
  throw new TypeError(`no kind of import has the mapping ${mapping.constructor.name}`);
}
