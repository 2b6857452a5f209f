import type { Cause, CivilDate, Format, Language, Personal, Remote } from '@jalon/kernel';
import type { Coordinates } from '../location.js';

/** A need's place as a match sees it; coordinates in 10⁻⁵ degree (WGS 84). */
export interface MatchablePlace {
  readonly department: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
}

/** What a match must know of a need: its state, or a view's row of it. */
export interface MatchableNeed {
  readonly skills: readonly string[];
  readonly cause: Cause | null;
  readonly format: Format | null;
  readonly remote: Remote;
  readonly location: MatchablePlace | null;
  readonly languages: readonly Language[];
  readonly startsOn: CivilDate | null;
  readonly endsOn: CivilDate | null;
  readonly minutesPerWeek: number | null;
}

/** What a match must know of an offer: a view's row of it, with its coordinates opened. */
export interface MatchableOffer {
  readonly skills: readonly string[];
  readonly causes: readonly Cause[];
  readonly formats: readonly Format[];
  readonly remote: Remote;
  readonly department: string | null;
  /** To about a kilometre; null where they were not said, or are erased. */
  readonly coordinates: Coordinates | null;
  readonly radiusKm: number | null;
  readonly languages: readonly Language[];
  readonly availableFrom: CivilDate | null;
  readonly availableUntil: CivilDate | null;
  readonly minutesPerWeek: number | null;
}

/** An offer as it is found, before its coordinates are opened: its state, or a view's row of it. */
export type FindableOffer = Omit<MatchableOffer, 'coordinates'> & {
  readonly coordinates: Coordinates | Personal<Coordinates> | null;
};
