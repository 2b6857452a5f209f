import { civilDateIn, type CivilDate, type Clock, type Instant, type Zone } from '@jalon/kernel';

/** A clock that stands still on `date`, around noon, for the zone in which its tenant lives. */
export function clockAt(date: CivilDate, zone: Zone): Clock {
  const instant = noonIn(date, zone);
  return { now: () => instant };
}

/** Noon in UTC falls on the same day in every zone but those that are more than twelve hours ahead. */
function noonIn(date: CivilDate, zone: Zone): Instant {
  const noon = `${date}T12:00:00.000Z`;
  return civilDateIn(zone, noon) === date ? noon : `${date}T00:00:00.000Z`;
}
