import { readFileSync } from 'node:fs';
import { readByMetadata } from '../../validation/read-as.js';
import { faultsOf, type FieldFault } from '../../validation/validation-faults.js';
import { faultsText, ON_LINES } from '../../validation/faults-text.js';
import { ImportFailure } from '../import-failure.js';
import { COLUMN_OR_CONSTANT, Mapping, mappingExpectations, NOT_A_LIST } from './mapping.js';
import { ListSource, Source } from './sources.js';

/** @throws ImportFailure when the file does not exist or is no mapping; it names each flaw by its path */
export function readMapping(path: string): Mapping {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch {
    throw new ImportFailure('FILE_UNREADABLE', { file: path });
  }
  return readMappingText(textOf(bytes, path), path);
}

/** A byte order mark is left out. @throws ImportFailure for bytes that are not UTF-8 */
function textOf(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ImportFailure('MAPPING_ENCODING', { file });
  }
}

function readMappingText(content: string, path: string): Mapping {
  try {
    return mappingOf(JSON.parse(content) as unknown, path);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new ImportFailure('MAPPING_NOT_JSON', { file: path, reason: error.message });
    throw error;
  }
}

export function mappingOf(json: unknown, file: string): Mapping {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new ImportFailure('MAPPING_INVALID', { file, flaws: '{ … }' });
  }
  const { instance: mapping, errors } = readByMetadata(Mapping, json);
  const flaws = [...faultsOf(errors, mappingExpectations), ...sourcesOf(mapping).flatMap(contradictionsIn)];
  if (flaws.length > 0) throw new ImportFailure('MAPPING_INVALID', { file, flaws: faultsText(flaws, ON_LINES) });
  return mapping;
}

/** A source has either a column or a constant; only a list field may have a list. */
function contradictionsIn({ path, source }: PlacedSource): readonly FieldFault[] {
  const unplaced = (source.column === undefined) === (source.constant === undefined);
  const listed = !(source instanceof ListSource) && [source.constant, source.default].some(Array.isArray);
  return [
    ...(unplaced ? [{ field: path, expected: COLUMN_OR_CONSTANT }] : []),
    ...(listed ? [{ field: path, expected: NOT_A_LIST }] : []),
  ];
}

interface PlacedSource {
  readonly path: string;
  readonly source: Source;
}

/** The columns that the mapping reads. */
export function columnsOf(mapping: Mapping): readonly string[] {
  const read = sourcesOf(mapping).flatMap(({ source }) => source.column ?? []);
  return [...new Set([...mapping.key, ...(mapping.distinct ?? []), ...read])];
}

function sourcesOf(value: unknown, path = ''): readonly PlacedSource[] {
  if (value instanceof Source) return [{ path, source: value }];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => sourcesOf(inner, path ? `${path}.${name}` : name));
}
