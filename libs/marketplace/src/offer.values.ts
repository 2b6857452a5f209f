import { equalityOfOptional, personalOrNull, type Personal, type Refused, type Uuid } from '@jalon/kernel';
import type { Context } from '@jalon/rules';
import { areaOf, halfAPlace } from './location.js';
import type { OfferEntry } from './offer.commands.js';
import type { OfferState, OfferValues } from './offer.state.js';
import { refuse } from './rejections.js';

type PlainValues = Omit<OfferValues, 'words'>;

/** The values of a command that are not personal. */
export function plainValuesOf(employee: Uuid, command: OfferEntry): PlainValues {
  return {
    employee,
    skills: command.skills ?? [],
    causes: command.causes ?? [],
    formats: command.formats ?? [],
    remote: command.remote ?? 'possible',
    location: areaOf(command.location),
    radiusKm: command.radiusKm ?? null,
    languages: command.languages ?? [],
    availableFrom: command.availableFrom ?? null,
    availableUntil: command.availableUntil ?? null,
    minutesPerWeek: command.minutesPerWeek ?? null,
  };
}

/** The values of a command, as its event holds them: the offer's own words are marked to be sealed. */
export function valuesOf(employee: Uuid, command: OfferEntry): OfferValues {
  return { ...plainValuesOf(employee, command), words: personalOrNull(command.words) };
}

/** The own words of an offer, to be opened for a decision that compares them. */
export function sealedWordsOf(
  _command: OfferEntry,
  state: OfferState,
): Readonly<Record<string, Personal<string> | null>> {
  return state.status === 'unknown' ? {} : { words: state.words };
}

/** Whether a command has the same words as the offer; erased words count as none. */
export function sameWords({ words }: OfferEntry, held: Pick<OfferValues, 'words'>, opened: Context['opened']): boolean {
  return equalityOfOptional(words, held.words, opened['words']) === 'same';
}

/** Refuses values that contradict one another. */
export function wrongValues({ availableFrom, availableUntil, location }: PlainValues): Refused | null {
  if (availableFrom && availableUntil && availableUntil < availableFrom) {
    return refuse('OFFER_DATES_REVERSED', { availableFrom, availableUntil });
  }
  return halfAPlace(location);
}
