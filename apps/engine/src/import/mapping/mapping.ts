import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsDefined,
  IsIn,
  IsOptional,
  IsString,
  Length,
  Matches,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import 'reflect-metadata';
import { type Expectations, says } from '../../validation/expectation.messages.js';
import type { Sentence } from '@jalon/kernel';
import { CoordinateSource, DateSource, From, ListSource, NumberSource, Source } from './sources.js';

/** The sources of a row's organisation. Each name is registered once. */
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

/** The sources of a row's need. A field that is left out is null, or an empty list. */
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

  /** The address of the need's own page. */
  @IsOptional()
  @From(Source)
  link?: Source;
}

function isEncoding(label: unknown): boolean {
  try {
    return typeof label === 'string' && Boolean(new TextDecoder(label));
  } catch {
    return false;
  }
}

/** How to read a file, whatever its rows become. The reference of mappings is docs/cli.md. */
export class FileMapping {
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

  /** Of a workbook: the name of the sheet; the first one unless said. */
  @IsOptional()
  @IsString()
  @Length(1, 31)
  sheet?: string;

  /** The texts that mean "unknown" in any column, in addition to the empty cell. */
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  unknown?: readonly string[];
}

/** Describes how rows become needs. */
export class NeedsMapping extends FileMapping {
  /** The name of the source in ids and in the events' `source`. Another name creates other needs. */
  @IsString()
  @Matches(/^[A-Za-z0-9@._-]{1,60}$/)
  source!: string;

  /** The columns that identify a need, in this and every later version of the file. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @IsString({ each: true })
  key!: readonly string[];

  /** Rows that are equal in all these columns are one need entered twice: the first is imported, the others are reported. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @IsString({ each: true })
  distinct?: readonly string[];

  @IsDefined()
  @ValidateNested()
  @Type(() => OrganisationMapping)
  organisation!: OrganisationMapping;

  @IsDefined()
  @ValidateNested()
  @Type(() => NeedMapping)
  need!: NeedMapping;
}

/** The sources of a row's person. A field that is left out keeps its present value. */
export class PersonMapping {
  /** The employer's number for them, by which a person is found again. */
  @IsDefined()
  @From(Source)
  staffNumber!: Source;

  /** Their number before it changed: found by it, the person gets the new one. */
  @IsOptional()
  @From(Source)
  previousStaffNumber?: Source;

  @IsDefined()
  @From(Source)
  givenName!: Source;

  @IsDefined()
  @From(Source)
  familyName!: Source;

  @IsOptional()
  @From(Source)
  email?: Source;

  /** Also decides whether a person who left comes again. */
  @IsOptional()
  @From(DateSource)
  entryDate?: DateSource;

  @IsOptional()
  @From(DateSource)
  birthDate?: DateSource;

  /** The id or the SIREN number of a registered employer. */
  @IsDefined()
  @From(Source)
  employer!: Source;

  /** The staff number of their manager. */
  @IsOptional()
  @From(Source)
  manager?: Source;

  @IsOptional()
  @From(Source)
  department?: Source;

  @IsOptional()
  @From(Source)
  site?: Source;

  /** Their last day; a day that is still to come waits for a later import. */
  @IsOptional()
  @From(DateSource)
  lastDay?: DateSource;
}

/** Whose people a file lists in full. */
const COVERED = ['employers', 'sites'] as const;

/** Describes how rows become people. */
export class PeopleMapping extends FileMapping {
  /**
   * What a file lists in full: all people of the employers that it names (unless said), or of its sites. Who is not in the
   * file is reported as missing.
   */
  @IsOptional()
  @IsIn(COVERED)
  covers?: (typeof COVERED)[number];

  @IsDefined()
  @ValidateNested()
  @Type(() => PersonMapping)
  person!: PersonMapping;
}

/** The sources of an organisation's entry. A field that is left out keeps its present value. */
export class EntryMapping {
  /** The id of an entry of the directory, for one that has no number. */
  @IsOptional()
  @From(Source)
  id?: Source;

  @IsDefined()
  @From(Source)
  name!: Source;

  @IsDefined()
  @From(Source)
  register!: Source;

  /** The number in the register, by which an organisation is found again. */
  @IsDefined()
  @From(Source)
  registerNumber!: Source;

  @IsOptional()
  @From(Source)
  department?: Source;

  /** The head of a branch: its number in the same register, or its id. */
  @IsOptional()
  @From(Source)
  branchOf?: Source;
}

/** Describes how rows become organisations. */
export class OrganisationsMapping extends FileMapping {
  @IsDefined()
  @ValidateNested()
  @Type(() => EntryMapping)
  organisation!: EntryMapping;
}

export const A_PATTERN: Sentence = {
  en: 'a regular expression in the syntax of RE2 with one group, of at most 1,000 characters',
  fr: 'une expression régulière dans la syntaxe de RE2 avec un groupe, de 1\u202F000 caractères au plus',
};

/** The expectations of the mapping's own validation rules, by rule name. The engine has those of the other rules. */
export const mappingExpectations: Expectations = {
  whitelistValidation: says('unknown key', 'clé inconnue'),
  nestedValidation: says(
    'an object, or for a field the name of its column',
    'un objet, ou pour un champ le nom de sa colonne',
  ),
  encoding: says('the name of a known encoding', 'le nom d’un encodage connu'),
  columnNames: says('a column’s name, or a list of them', 'le nom d’une colonne, ou une liste de noms'),
  pattern: () => A_PATTERN,
  dateFormat: says(
    'each with one day (D, DD, J or JJ), one month (M, MM or MMMM) and one year (YYYY or AAAA)',
    'chacun avec un jour (D, DD, J ou JJ), un mois (M, MM ou MMMM) et une année (YYYY ou AAAA)',
  ),
};

/** The rules that a source must satisfy as a whole. */
export const COLUMN_OR_CONSTANT: Sentence = { en: 'either column or constant', fr: 'soit column, soit constant' };
export const NOT_A_LIST: Sentence = { en: 'not a list', fr: 'pas de liste' };
