import { RE2JS } from 're2js';
import type { SentenceParams } from '@jalon/kernel';
import type { ImportRejection } from '../import.messages.js';
import { firstFew, shortened } from '../shortened.js';
import { parseDate, scaled } from './formats.js';
import type { CoordinateSource, DateSource, ListSource, NumberSource, Plain, Source } from './sources.js';

/** One line of data of a CSV file or a workbook: its cells by column name, trimmed. */
export interface Row {
  /** The line of the file on which it begins, from 1. */
  readonly line: number;
  /** Whether it is of a workbook: then its dates are written YYYY-MM-DD and its numbers with a point, whatever the mapping says. */
  readonly typed: boolean;
  /** The cell of a column that the header has. */
  cell(column: string): string;
  /** @throws RowRefused when it has not as many fields as the header, or a text that was read in the wrong encoding */
  refuseUnreadable(): void;
}

/** This row cannot be imported; other rows can. */
export class RowRefused extends Error {
  override readonly name = 'RowRefused';

  constructor(
    readonly code: ImportRejection,
    readonly params: SentenceParams,
  ) {
    super(code);
  }
}

/** Reads the values of a mapping's sources from one row. Every method may throw RowRefused, which names the field. */
export interface Cells {
  text(field: string, source: Source | undefined): string | null;
  date(field: string, source: DateSource | undefined): string | null;
  number(field: string, source: NumberSource | undefined): number | null;
  /** In units of 10⁻⁵ degree. */
  degrees(field: string, source: CoordinateSource | undefined): number | null;
  list(field: string, source: ListSource | undefined): readonly string[];
}

/** A cell for which the mapping says nothing but `otherwise`. */
export interface Unmatched {
  readonly field: string;
  readonly value: string;
}

/**
 * @param unknown the cell texts that mean "unknown" in every column
 * @param unmatched gets every cell whose field takes `otherwise`
 */
export function cellsOf(row: Row, unknown: readonly string[], unmatched: (cell: Unmatched) => void): Cells {
  /**
   * The texts in the source's columns, without empty and unknown cells, in the columns' order; and the cells in which
   * `match` finds nothing.
   */
  function said(source: Source): { readonly texts: readonly string[]; readonly unmatched: readonly string[] } {
    const cells = [source.column ?? []].flat().flatMap((column) => {
      const cell = row.cell(column);
      return cell === '' || unknown.includes(cell) || source.unknown?.includes(cell) ? [] : [cell];
    });
    const searched = cells.map((cell) => ({ cell, text: found(cell, source) }));
    return {
      texts: searched.flatMap(({ text }) => text ?? []),
      unmatched: searched.flatMap(({ cell, text }) => (text === null ? [cell] : [])),
    };
  }

  /** @throws RowRefused when the mapping does not say what to do */
  function otherwise(code: ImportRejection, field: string, cell: string, source: Source): Plain {
    const value = shortened(cell);
    if (source.otherwise === undefined) throw new RowRefused(code, { field, value });
    unmatched({ field, value });
    return source.otherwise;
  }

  function translated(field: string, cell: string, source: Source): Plain {
    if (!source.values) return cell;
    if (Object.hasOwn(source.values, cell)) return source.values[cell] ?? null;
    return otherwise('VALUE_NOT_IN_TABLE', field, cell, source);
  }

  function listed(field: string, source: ListSource): readonly string[] {
    if (source.constant !== undefined) return textsOf(source.constant);
    const cells = said(source);
    const others = cells.unmatched.map((cell) => otherwise('MATCH_NOT_FOUND', field, cell, source));
    if (cells.texts.length === 0 && others.length === 0) return textsOf(source.default ?? []);
    const items = cells.texts
      .flatMap((cell) => (source.split === undefined ? [cell] : cell.split(source.split)))
      .map((item) => item.trim())
      .filter((item) => item !== '')
      .map((item) => translated(field, item, source));
    const codes = [...items, ...others].flatMap((item) =>
      item === null ? [] : [source.slug ? slugOf(String(item)) : String(item)],
    );
    return [...new Set(codes)];
  }

  function plain(field: string, source: Source | undefined): Plain {
    if (!source) return null;
    if (source.constant !== undefined) return single(source.constant);
    const cells = said(source);
    const [cell] = cells.texts;
    if (cell !== undefined) return translated(field, cell, source);
    const [failed] = cells.unmatched;
    return failed === undefined ? single(source.default ?? null) : otherwise('MATCH_NOT_FOUND', field, failed, source);
  }

  const number = (
    field: string,
    source: NumberSource | CoordinateSource | undefined,
    times: number,
    rounded: boolean,
  ) => {
    const value = plain(field, source);
    if (value === null || typeof value === 'number') return value;
    const decimal = row.typed && /^-?\d+(\.\d+)?$/.test(value) ? '.' : (source?.decimal ?? '.');
    const result = scaled(value, { decimal, times, rounded });
    if (result === null) throw new RowRefused('NUMBER_UNREADABLE', { field, value: shortened(value) });
    return result;
  };

  return {
    text: (field, source) => {
      const value = plain(field, source);
      if (value === null) return null;
      return (source?.prefix ?? '') + (source?.slug ? slugOf(String(value)) : String(value));
    },
    date: (field, source) => {
      const value = plain(field, source);
      if (value === null) return null;
      const formats = source?.formats ?? [];
      const date = parseDate(String(value), row.typed ? [...formats, 'YYYY-MM-DD'] : formats);
      if (date !== null) return date;
      throw new RowRefused('DATE_UNREADABLE', { field, value: shortened(String(value)), formats: firstFew(formats) });
    },
    number: (field, source) => number(field, source, source?.times ?? 1, false),
    degrees: (field, source) => number(field, source, 100_000, true),
    list: (field, source) => (source ? listed(field, source) : []),
  };
}

function found(cell: string, { match }: Source): string | null {
  if (match === undefined) return cell;
  const matcher = patternOf(match).matcher(cell);
  return (matcher.find() && matcher.group(1)?.trim()) || null;
}

const patterns = new Map<string, RE2JS>();

function patternOf(match: string): RE2JS {
  const known = patterns.get(match);
  if (known) return known;
  const made = RE2JS.compile(match);
  patterns.set(match, made);
  return made;
}

function slugOf(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

const single = (value: Plain | readonly Plain[]): Plain => (Array.isArray(value) ? null : (value as Plain));
const textsOf = (value: Plain | readonly Plain[]): readonly string[] =>
  [value].flat().flatMap((item) => (item === null ? [] : [String(item)]));
