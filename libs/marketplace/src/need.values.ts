import type { Refused } from '@jalon/kernel';
import { halfAPlace, locationOf } from './location.js';
import type { NeedEntry } from './need.commands.js';
import type { NeedValues } from './need.state.js';
import { refuse } from './rejections.js';

/** The values of a command, as its event holds them. */
export function valuesOf(command: NeedEntry): NeedValues {
  return {
    title: command.title,
    description: command.description ?? null,
    cause: command.cause ?? null,
    sdg: command.sdg ?? null,
    skills: command.skills ?? [],
    format: command.format ?? null,
    remote: command.remote ?? 'no',
    location: locationOf(command.location),
    languages: command.languages ?? [],
    startsOn: command.startsOn ?? null,
    endsOn: command.endsOn ?? null,
    minutesPerWeek: command.minutesPerWeek ?? null,
    places: command.places,
    contact: command.contact ?? null,
    ...(command.link && { link: command.link }),
  };
}

/** Refuses values that contradict one another. */
export function wrongValues({ startsOn, endsOn, location }: NeedValues): Refused | null {
  if (startsOn && endsOn && endsOn < startsOn) return refuse('NEED_DATES_REVERSED', { startsOn, endsOn });
  return halfAPlace(location);
}
