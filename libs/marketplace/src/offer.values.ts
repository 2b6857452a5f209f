import { equalityOfOptional, personalOrNull, type Personal, type Refused, type Uuid } from '@jalon/kernel';
import type { Context } from '@jalon/rules';
import { coarseCoordinatesOf, halfAPlace } from './location.js';
import type { OfferEntry } from './offer.commands.js';
import type { OfferState, OfferValues } from './offer.state.js';
import { refuse } from './rejections.js';

type SealedValues = Pick<OfferValues, 'words' | 'coordinates'>;
type PlainValues = Omit<OfferValues, keyof SealedValues>;

/** The values of a command that are not personal. */
export function plainValuesOf(employee: Uuid, command: OfferEntry): PlainValues {
  return {
    employee,
    skills: command.skills ?? [],
    causes: command.causes ?? [],
    formats: command.formats ?? [],
    remote: command.remote ?? 'possible',
    department: command.location?.department ?? null,
    radiusKm: command.radiusKm ?? null,
    languages: command.languages ?? [],
    availableFrom: command.availableFrom ?? null,
    availableUntil: command.availableUntil ?? null,
    minutesPerWeek: command.minutesPerWeek ?? null,
  };
}

/** The values of a command, as its event holds them: the coordinates and the offer's own words are marked to be sealed. */
export function valuesOf(employee: Uuid, command: OfferEntry): OfferValues {
  return {
    ...plainValuesOf(employee, command),
    coordinates: personalOrNull(coarseCoordinatesOf(command.location)),
    words: personalOrNull(command.words),
  };
}

/** What of an offer is sealed, to be opened for a decision that compares it. */
export function sealedValuesOf(
  _command: OfferEntry,
  state: OfferState,
): Readonly<Record<keyof SealedValues, Personal<unknown> | null>> | Record<string, never> {
  return state.status === 'unknown' ? {} : { words: state.words, coordinates: state.coordinates };
}

/** Whether a command has the same words and coordinates as the offer; what is erased counts as none. */
export function sameSealedValues(command: OfferEntry, held: SealedValues, opened: Context['opened']): boolean {
  return (
    equalityOfOptional(command.words, held.words, opened['words']) === 'same' &&
    equalityOfOptional(coarseCoordinatesOf(command.location), held.coordinates, opened['coordinates']) === 'same'
  );
}

/** Refuses values that contradict one another. */
export function wrongValues({ availableFrom, availableUntil, location }: OfferEntry): Refused | null {
  if (availableFrom && availableUntil && availableUntil < availableFrom) {
    return refuse('OFFER_DATES_REVERSED', { availableFrom, availableUntil });
  }
  return halfAPlace(location);
}
