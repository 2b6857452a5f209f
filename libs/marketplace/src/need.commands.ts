import { CAUSES, FORMATS, LANGUAGES, REMOTE, type Cause, type Format, type Language, type Remote } from '@jalon/kernel';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsISO8601,
  IsLowercase,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { LocationGiven } from './location.commands.js';
import { NEED_CLOSURE_REASONS } from './need.events.js';

/** What a need asks for. */
export class NeedEntry {
  /**
   * The organisation's published title.
   * @example Refondre le site de la ressourcerie
   */
  @IsString()
  @Length(1, 200)
  @Matches(/\S/)
  title!: string;

  /** The organisation's published description. */
  @IsOptional()
  @IsString()
  @Length(1, 10_000)
  description?: string | null;

  /** What it serves; null when not said. */
  @IsOptional()
  @IsIn(CAUSES)
  cause?: Cause | null;

  /**
   * The UN sustainable development goal, 1 to 17.
   * @example 12
   */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(17)
  sdg?: number | null;

  /**
   * The codes of the skills asked for.
   * @example ["web-design", "copywriting"]
   */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(30)
  @ArrayUnique()
  @Matches(/^[A-Za-z0-9@._-]{1,60}$/, { each: true })
  skills?: string[];

  /** Its rhythm; null when not said. */
  @IsOptional()
  @IsIn(FORMATS)
  format?: Format | null;

  /** Whether it can be done at a distance; `no` when not said. */
  @IsOptional()
  @IsIn(REMOTE)
  remote?: Remote;

  /** Where it takes place. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => LocationGiven)
  location?: LocationGiven | null;

  /** The languages that one must speak: any of them. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(5)
  @ArrayUnique()
  @IsIn(LANGUAGES, { each: true })
  languages?: Language[];

  /**
   * The first day; null when open.
   * @example 2026-03-02
   */
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  @IsISO8601({ strict: true })
  startsOn?: string | null;

  /**
   * The last day; null when open.
   * @example 2026-06-26
   */
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  @IsISO8601({ strict: true })
  endsOn?: string | null;

  /**
   * The time asked for in a week, in minutes.
   * @example 420
   */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_080)
  minutesPerWeek?: number | null;

  /**
   * How many people it can take.
   * @example 2
   */
  @IsInt()
  @Min(1)
  @Max(10_000)
  places!: number;

  /** The registered person to write to. */
  @IsOptional()
  @IsUUID()
  @IsLowercase()
  contact?: string | null;

  /**
   * The address of the need’s own page.
   * @example https://www.jeveuxaider.gouv.fr/missions-benevolat/51734
   */
  @IsOptional()
  @IsString()
  @Length(10, 2_000)
  @Matches(/^https?:\/\/[^\s/?#@:]+(:\d{1,5})?([/?#]\S*)?$/)
  link?: string | null;
}

/** Where a need was imported from. */
export class NeedSource {
  /**
   * The file or platform it came from.
   * @example jeveuxaider
   */
  @Matches(/^[A-Za-z0-9@._-]{1,60}$/)
  name!: string;

  /**
   * Its key there.
   * @example 51734
   */
  @IsString()
  @Length(1, 200)
  key!: string;
}

/** Asks for skills, in an organisation's name. */
export class PublishNeed extends NeedEntry {
  /** The id that the need is to have; made when left out. */
  @IsOptional()
  @IsUUID()
  @IsLowercase()
  id?: string;

  /** Whose need it is. */
  @IsUUID()
  @IsLowercase()
  organisation!: string;

  /** Where it was imported from. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => NeedSource)
  source?: NeedSource | null;
}

/** Replaces the need by these values; whose it is and where it came from stay. */
export class ReviseNeed extends NeedEntry {}

/** Takes no further mission. Missions that hold a place run on. */
export class CloseNeed {
  /** Why. */
  @IsIn(NEED_CLOSURE_REASONS)
  reason!: (typeof NEED_CLOSURE_REASONS)[number];
}
