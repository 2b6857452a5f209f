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
import { isDateFormat } from './formats.js';

/** What a mapping file may write as the outcome of a table, a default or a constant. */
export type Plain = string | number | null;

const columnNames = () =>
  ValidateBy({
    name: 'columnNames',
    validator: {
      validate: (value: unknown) =>
        [value].flat().length > 0 && [value].flat().every((name) => typeof name === 'string' && name !== ''),
    },
  });

const pattern = () => ValidateBy({ name: 'pattern', validator: { validate: isPatternWithGroup } });

function isPatternWithGroup(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    // An empty alternative matches the empty text, and so tells how many groups there are.
    return (new RegExp(`${value}|`, 'u').exec('')?.length ?? 0) === 2;
  } catch {
    return false;
  }
}

/** Where one field's value comes from. In the file a text alone stands for `{"column": text}`. */
export class Source {
  /** The column; of several the first that holds something (a list field takes what all of them hold). */
  @IsOptional()
  @columnNames()
  column?: string | readonly string[];

  /** Takes from the cell what the group of this regular expression finds; nothing where it does not match. */
  @IsOptional()
  @pattern()
  match?: string;

  /** What stands for "unknown" in this column, beside what the whole file's `unknown` says. */
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  unknown?: readonly string[];

  /** From what the cell says to what the field holds; a text that is not in it refuses the row. */
  @IsOptional()
  @IsObject()
  values?: Readonly<Record<string, Plain>>;

  /** With `values`: what any text that is not in it becomes, instead of refusing the row. */
  @IsOptional()
  otherwise?: Plain;

  /** What an empty or unknown cell becomes; null unless said. */
  @IsOptional()
  default?: Plain | readonly Plain[];

  /** The same value in every row, without a column. */
  @IsOptional()
  constant?: Plain | readonly Plain[];
}

export class DateSource extends Source {
  /** How dates are written: `JJ/MM/AAAA`, `DD.MM.YYYY`, `YYYY-MM-DD`, `MMMM D YYYY`...; the first that fits is taken. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @ValidateBy({ name: 'dateFormat', validator: { validate: isDateFormat } }, { each: true })
  formats!: readonly string[];
}

export class NumberSource extends Source {
  /** What separates decimals. */
  @IsOptional()
  @IsIn(['.', ','])
  decimal?: '.' | ',';

  /** Multiplies what the cell says, such as 60 for hours into minutes; the outcome must be whole. */
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
  /** What separates the items within a cell. */
  @IsOptional()
  @IsString()
  @Length(1, 3)
  split?: string;

  /** Makes a plain code of each item: "Gestion de projet" becomes `gestion-de-projet`. */
  @IsOptional()
  @IsBoolean()
  slug?: boolean;
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
