import type { Sentence } from '@jalon/kernel';

/** The messages of a replay. */
export const replayMessages = {
  VIEW: {
    en: '{view}: {rows} {rows|row|rows}, SHA-256 {sha256}',
    fr: '{view}\u00A0: {rows} {rows|ligne|lignes}, SHA-256 {sha256}',
  },
  MISSION: {
    en: '{id}  {status}  {startsOn} to {endsOn}  {hours} h confirmed, {pending} h waiting  {title}',
    fr: '{id}  {status}  du {startsOn} au {endsOn}  {hours} h confirmées, {pending} h en attente  {title}',
  },
  OPENED_LATER: {
    en: 'The tenant {tenant} was opened at {openedAt}, after {asOf}: it is not in the views of that moment, though events that an import or a seeded year dated back may be.',
    fr: 'L’espace client {tenant} a été ouvert le {openedAt}, après {asOf}\u00A0: il n’est pas dans les vues de ce moment, même si des événements antidatés par un import ou une année inventée peuvent y être.',
  },
  PARKED: {
    en: 'set aside: {stream}, at {eventType} (revision {revision}): {error}',
    fr: 'mis de côté\u00A0: {stream}, à {eventType} (révision {revision})\u00A0: {error}',
  },
} as const satisfies Readonly<Record<string, Sentence>>;
