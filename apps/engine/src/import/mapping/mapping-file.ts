import { readFileSync } from 'node:fs';
import { readByMetadata } from '../../validation/read-as.js';
import { faultsOf, type FieldFault } from '../../validation/validation-faults.js';
import { faultsText, ON_LINES } from '../../validation/faults-text.js';
import { ImportFailure } from '../import-failure.js';
import { COLUMN_OR_CONSTANT, type FileMapping, mappingExpectations, NeedsMapping, NOT_A_LIST } from './mapping.js';
import { ListSource, Source } from './sources.js';

/** @throws ImportFailure when the file does not exist or is no mapping; it names each flaw by its path */
export function readMapping<M extends FileMapping>(kind: new () => M, path: string): M {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch {
    throw new ImportFailure('FILE_UNREADABLE', { file: path });
  }
  return readMappingBytes(kind, bytes, path);
}

/**
 * Reads a mapping that was received; a byte order mark is left out.
 *
 * @param file its name in messages
 * @throws ImportFailure when it is no mapping of this kind
 */
export function readMappingBytes<M extends FileMapping>(kind: new () => M, bytes: Uint8Array, file: string): M {
  let content: string;
  try {
    content = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ImportFailure('MAPPING_ENCODING', { file });
  }
  try {
    return mappingOf(kind, JSON.parse(content) as unknown, file);
  } catch (error) {
    if (error instanceof SyntaxError) throw new ImportFailure('MAPPING_NOT_JSON', { file, reason: error.message });
    throw error;
  }
}

/** @throws ImportFailure MAPPING_INVALID */
export function mappingOf<M extends FileMapping>(kind: new () => M, json: unknown, file: string): M {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new ImportFailure('MAPPING_INVALID', { file, flaws: '{ … }' });
  }
  const { instance: mapping, errors } = readByMetadata(kind, json);
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
export function columnsOf(mapping: FileMapping): readonly string[] {
  const named = mapping instanceof NeedsMapping ? [...mapping.key, ...(mapping.distinct ?? [])] : [];
  const read = sourcesOf(mapping).flatMap(({ source }) => source.column ?? []);
  return [...new Set([...named, ...read])];
}

function sourcesOf(value: unknown, path = ''): readonly PlacedSource[] {
  if (value instanceof Source) return [{ path, source: value }];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => sourcesOf(inner, path ? `${path}.${name}` : name));
}
