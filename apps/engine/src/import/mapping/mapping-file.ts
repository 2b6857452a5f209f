import { readFileSync } from 'node:fs';
import type { Sentence } from '@jalon/kernel';
import { readByMetadata } from '../../validation/read-as.js';
import { faultsOf, type FieldFault } from '../../validation/validation-faults.js';
import { faultsText, ON_LINES } from '../../validation/faults-text.js';
import { ImportFailure } from '../import-failure.js';
import {
  A_PATTERN,
  COLUMN_OR_CONSTANT,
  type FileMapping,
  mappingExpectations,
  NeedsMapping,
  NOT_A_LIST,
} from './mapping.js';
import { isPatternWithGroup, ListSource, Source } from './sources.js';

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
  const tooLarge = () =>
    new ImportFailure('MAPPING_TOO_LARGE', { file, kilobytes: MAPPING_LIMIT / 1024, members: MOST_MEMBERS });
  if (bytes.length > MAPPING_LIMIT) throw tooLarge();
  let content: string;
  try {
    content = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ImportFailure('MAPPING_ENCODING', { file });
  }
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (error) {
    throw new ImportFailure('MAPPING_NOT_JSON', { file, place: placeIn(content, error) });
  }
  if (hasMoreMembers(json, MOST_MEMBERS)) throw tooLarge();
  return mappingOf(kind, json, file);
}

/** The largest mapping, in bytes, and how many keys and items it holds in all: its sender waits while it is checked. */
const MAPPING_LIMIT = 256 * 1024;
const MOST_MEMBERS = 5_000;

function hasMoreMembers(json: unknown, most: number): boolean {
  const rest = [json];
  for (let count = 0; rest.length > 0;) {
    const value = rest.pop();
    if (typeof value !== 'object' || value === null) continue;
    const members: readonly unknown[] = Object.values(value);
    count += members.length;
    if (count > most) return true;
    rest.push(...members);
  }
  return false;
}

/** Where JSON is broken, as far as the parser tells; its words are English only. */
function placeIn(content: string, error: unknown): Sentence {
  const [, position] = / position (\d+)/.exec(String(error)) ?? [];
  if (position === undefined) return { en: '', fr: '' };
  const before = content.slice(0, Number(position)).split('\n');
  const [line, column] = [before.length, (before.at(-1) ?? '').length + 1];
  return { en: ` (line ${line}, column ${column})`, fr: ` (ligne ${line}, colonne ${column})` };
}

/**
 * Its patterns are not compiled: `refuseBadPatterns` does that.
 *
 * @throws ImportFailure MAPPING_INVALID
 */
export function mappingOf<M extends FileMapping>(kind: new () => M, json: unknown, file: string): M {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new ImportFailure('MAPPING_INVALID', { file, flaws: AN_OBJECT });
  }
  const { instance: mapping, errors } = readByMetadata(kind, json);
  const flaws = [...faultsOf(errors, mappingExpectations), ...sourcesOf(mapping).flatMap(contradictionsIn)];
  if (flaws.length > 0) throw new ImportFailure('MAPPING_INVALID', { file, flaws: faultsText(flaws, ON_LINES) });
  return mapping;
}

/**
 * Compiles the patterns of a mapping: for the process that reads a file.
 *
 * @throws ImportFailure MAPPING_INVALID
 */
export function refuseBadPatterns(mapping: FileMapping, file: string): void {
  const flaws = sourcesOf(mapping)
    .filter(({ source: { match } }) => match !== undefined && !isPatternWithGroup(match))
    .map(({ path }) => ({ field: `${path}.match`, expected: A_PATTERN }));
  if (flaws.length > 0) throw new ImportFailure('MAPPING_INVALID', { file, flaws: faultsText(flaws, ON_LINES) });
}

const AN_OBJECT: Sentence = { en: 'one object, { … }', fr: 'un seul objet, { … }' };

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
