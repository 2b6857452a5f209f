import 'reflect-metadata';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsDefined,
  IsOptional,
  IsString,
  Length,
  Matches,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import { CoordinateSource, DateSource, From, ListSource, NumberSource, Source } from './sources.js';

/** What makes the organisation of a row: one is registered for each name. */
export class OrganisationMapping {
  @IsDefined()
  @From(Source)
  name!: Source;

  /** `foreign` unless said. */
  @IsOptional()
  @From(Source)
  register?: Source;

  @IsOptional()
  @From(Source)
  registerNumber?: Source;

  @IsOptional()
  @From(Source)
  department?: Source;
}

export class LocationMapping {
  @IsOptional()
  @From(Source)
  locality?: Source;

  @IsOptional()
  @From(Source)
  department?: Source;

  @IsOptional()
  @From(CoordinateSource)
  latitude?: CoordinateSource;

  @IsOptional()
  @From(CoordinateSource)
  longitude?: CoordinateSource;
}

/** What makes the need of a row; a field left out is null, or empty. */
export class NeedMapping {
  @IsDefined()
  @From(Source)
  title!: Source;

  @IsOptional()
  @From(Source)
  description?: Source;

  @IsOptional()
  @From(Source)
  cause?: Source;

  @IsOptional()
  @From(NumberSource)
  sdg?: NumberSource;

  @IsOptional()
  @From(ListSource)
  skills?: ListSource;

  @IsOptional()
  @From(Source)
  format?: Source;

  /** `no` unless said. */
  @IsOptional()
  @From(Source)
  remote?: Source;

  @IsOptional()
  @ValidateNested()
  @Type(() => LocationMapping)
  location?: LocationMapping;

  @IsOptional()
  @From(ListSource)
  languages?: ListSource;

  @IsOptional()
  @From(DateSource)
  startsOn?: DateSource;

  @IsOptional()
  @From(DateSource)
  endsOn?: DateSource;

  @IsOptional()
  @From(NumberSource)
  minutesPerWeek?: NumberSource;

  /** 1 unless said. */
  @IsOptional()
  @From(NumberSource)
  places?: NumberSource;
}

function isEncoding(label: unknown): boolean {
  try {
    return typeof label === 'string' && Boolean(new TextDecoder(label));
  } catch {
    return false;
  }
}

/** How to read one kind of CSV file as needs: docs/cli.md describes it for those who write one. */
export class Mapping {
  /** What the file is called in ids and in the events' `source`: another name makes other needs. */
  @IsString()
  @Matches(/^[A-Za-z0-9@._-]{1,60}$/)
  source!: string;

  /** A label of the WHATWG Encoding standard, such as `windows-1252`; `utf-8` unless said. */
  @IsOptional()
  @ValidateBy({ name: 'encoding', validator: { validate: isEncoding } })
  encoding?: string;

  /** Between the cells of a line; `,` unless said. */
  @IsOptional()
  @IsString()
  @Length(1, 1)
  separator?: string;

  /** Around a cell that holds separators or line ends; `"` unless said. */
  @IsOptional()
  @IsString()
  @Length(1, 1)
  quote?: string;

  /** The columns that tell one need from another, in every later version of the file. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @IsString({ each: true })
  key!: readonly string[];

  /** Rows that are equal on all these columns are one need entered twice: the first goes in, the others are reported. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @IsString({ each: true })
  distinct?: readonly string[];

  /** What stands for "unknown" in any column, beside the empty cell. */
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  unknown?: readonly string[];

  @IsDefined()
  @ValidateNested()
  @Type(() => OrganisationMapping)
  organisation!: OrganisationMapping;

  @IsDefined()
  @ValidateNested()
  @Type(() => NeedMapping)
  need!: NeedMapping;
}
