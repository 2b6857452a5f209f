import { personalField, text, time, uuid, type Column, type Columns, type Field, type Personal } from '@jalon/kernel';
import type { CodeList } from './words/codes.messages.js';

/** A column that also carries the type of what it holds. */
export interface TypedColumn<T> extends Column {
  /** Never present: carries the type. */
  readonly holds?: T;
}

/** The TypeScript type of a row with these columns. */
export type RowOf<C extends Columns> = {
  readonly [K in keyof C]: C[K] extends TypedColumn<infer T> ? T : never;
};

export const textColumn = <T extends string = string>(meaning: string): TypedColumn<T> => ({
  type: 'text',
  nullable: false,
  meaning,
});

/** The id of a thing or a person. */
export const idColumn = (meaning: string): TypedColumn<string> => ({
  ...textColumn(meaning),
  type: 'id',
  of: uuid(meaning),
});

/** A text that is a code; the list `codes` says what people call it. */
export const codeColumn = <T extends string>(codes: CodeList, meaning: string): TypedColumn<T> => ({
  ...textColumn<T>(meaning),
  codes,
});

/** A time of day, `HH:MM`. */
export const timeColumn = (meaning: string): TypedColumn<string> => ({
  ...textColumn(meaning),
  type: 'time',
  of: time(meaning),
});

export const dateColumn = (meaning: string): TypedColumn<string> => ({ ...textColumn(meaning), type: 'date' });

export const instantColumn = (meaning: string): TypedColumn<string> => ({ ...textColumn(meaning), type: 'instant' });

export const monthColumn = (meaning: string): TypedColumn<string> => ({ ...textColumn(meaning), type: 'month' });

export const integerColumn = (unit: string, meaning: string): TypedColumn<number> => ({
  type: 'integer',
  nullable: false,
  unit,
  meaning,
});

export const flagColumn = (meaning: string): TypedColumn<boolean> => ({ type: 'boolean', nullable: false, meaning });

/** A value with a structure, that of the field `of`: never compared or sorted in a query. */
export const jsonColumn = <T>(
  of: Field<T>,
  meaning: string,
  codes?: CodeList | Readonly<Record<string, CodeList>>,
): TypedColumn<T> => ({ type: 'json', nullable: false, ...(codes && { codes }), of, meaning });

const ANY_TEXT = text(10_000, 'A text.');

/** Personal data, sealed: only query handlers open it, in their answers, as the field `of` or as erased. */
export const sealedColumn = <T = string>(
  meaning: string,
  of: Field<T> = ANY_TEXT as Field as Field<T>,
): TypedColumn<Personal<T> | null> => ({
  type: 'json',
  nullable: true,
  of: personalField(of, 'stream'),
  meaning,
});

export const orNull = <T>(column: TypedColumn<T>): TypedColumn<T | null> => ({ ...column, nullable: true });
