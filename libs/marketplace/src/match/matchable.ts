import type { Cause, CivilDate, Format, Language, Remote } from '@jalon/kernel';

/** A place as a match sees it; coordinates in 10⁻⁵ degree (WGS 84), an offer's to about a kilometre. */
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

/** What a match must know of an offer: its state, or a view's row of it. */
export interface MatchableOffer {
  readonly skills: readonly string[];
  readonly causes: readonly Cause[];
  readonly formats: readonly Format[];
  readonly remote: Remote;
  readonly location: MatchablePlace | null;
  readonly radiusKm: number | null;
  readonly languages: readonly Language[];
  readonly availableFrom: CivilDate | null;
  readonly availableUntil: CivilDate | null;
  readonly minutesPerWeek: number | null;
}
