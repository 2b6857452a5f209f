import { Transform, plainToInstance } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import { RE2JS } from 're2js';
import { isDateFormat } from './formats.js';

/** A value that a mapping file may give in a table, as a default or as a constant. */
export type Plain = string | number | null;

const columnNames = () =>
  ValidateBy({
    name: 'columnNames',
    validator: {
      validate: (value: unknown) =>
        [value].flat().length > 0 && [value].flat().every((name) => typeof name === 'string' && name !== ''),
    },
  });

/** The longest `match`, in characters. */
const LONGEST_PATTERN = 1_000;

/** Whether it can be a pattern. Short ones can fill the memory when they are compiled: `isPatternWithGroup` does that. */
const pattern = () =>
  ValidateBy({
    name: 'pattern',
    validator: { validate: (value: unknown) => typeof value === 'string' && value.length <= LONGEST_PATTERN },
  });

/**
 * Compiles a pattern, which can take a second and much memory: for the process that reads a file, which can be killed. RE2
 * takes time in proportion to a text's length for every pattern; V8 can take for ever.
 */
export function isPatternWithGroup(match: string): boolean {
  try {
    return RE2JS.compile(match).groupCount() === 1;
  } catch {
    return false;
  }
}

/** The source of one field's value. In the file, a text alone is short for `{"column": text}`. */
export class Source {
  /** The column. Of several columns, the first that is not empty counts; a list field takes the items of all of them. */
  @IsOptional()
  @columnNames()
  column?: string | readonly string[];

  /** Takes the text that the group of this regular expression (RE2) matches. A cell without a match refuses the row. */
  @IsOptional()
  @pattern()
  match?: string;

  /** The texts that mean "unknown" in this column, in addition to those of the whole mapping. */
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  unknown?: readonly string[];

  /** Maps a cell's text to the field's value. A text that is missing here refuses the row. */
  @IsOptional()
  @IsObject()
  values?: Readonly<Record<string, Plain>>;

  /** With `values` or `match`: the value for a cell that they do not cover, instead of refusing the row. */
  @IsOptional()
  otherwise?: Plain;

  /** The value for an empty or unknown cell; null by default. */
  @IsOptional()
  default?: Plain | readonly Plain[];

  /** Text that is put before the value, such as the beginning of a link. */
  @IsOptional()
  @IsString()
  @Length(1, 500)
  prefix?: string;

  /** Turns a text, or each item of a list, into a code: "Gestion de projet" becomes `gestion-de-projet`. */
  @IsOptional()
  @IsBoolean()
  slug?: boolean;

  /** The same value in every row, without a column. */
  @IsOptional()
  constant?: Plain | readonly Plain[];
}

export class DateSource extends Source {
  /** The date formats, such as `JJ/MM/AAAA`, `DD.MM.YYYY`, `YYYY-MM-DD`, `MMMM D YYYY`. The first that fits is used. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @ValidateBy({ name: 'dateFormat', validator: { validate: isDateFormat } }, { each: true })
  formats!: readonly string[];
}

export class NumberSource extends Source {
  /** The decimal separator. */
  @IsOptional()
  @IsIn(['.', ','])
  decimal?: '.' | ',';

  /** The factor for the cell's number, such as 60 to turn hours into minutes. The product must be whole. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  times?: number;
}

/** Decimal degrees, kept as whole 10⁻⁵ degrees. */
export class CoordinateSource extends Source {
  @IsOptional()
  @IsIn(['.', ','])
  decimal?: '.' | ',';
}

export class ListSource extends Source {
  /** The separator of the items in a cell. */
  @IsOptional()
  @IsString()
  @Length(1, 3)
  split?: string;
}

/** A field described by a source of this kind; a text alone names its column. */
export function From(kind: new () => Source): PropertyDecorator {
  const read = Transform(({ value }: { value: unknown }) => sourceOf(kind, value));
  const check = ValidateNested();
  return (prototype, name) => {
    read(prototype, name);
    check(prototype, name);
  };
}

function sourceOf(kind: new () => Source, value: unknown): unknown {
  if (typeof value === 'string') return plainToInstance(kind, { column: value });
  return typeof value === 'object' && value !== null ? plainToInstance(kind, value) : value;
}
