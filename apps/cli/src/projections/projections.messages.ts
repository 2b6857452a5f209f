import type { Sentence } from '@jalon/kernel';

/** The messages about projections. */
export const projectionsMessages = {
  STANDS: {
    en: '{projection} v{version}: at position {position}, {events} {events|event|events} behind',
    fr: '{projection} v{version}\u00A0: à la position {position}, en retard de {events} {events|événement|événements}',
  },
  NOT_READABLE: {
    en: '{projection} v{version}: not built yet, so it answers nothing; {events} {events|event|events} to read',
    fr: '{projection} v{version}\u00A0: pas encore construite, elle ne répond à rien\u202F; {events} {events|événement|événements} à lire',
  },
  BUILDING: {
    en: '  being built beside: {percent} %',
    fr: '  en reconstruction à côté\u00A0: {percent}\u202F%',
  },
  PARKED: {
    en: '  parked: {stream}, at {eventType} (revision {revision}): {error}',
    fr: '  mis de côté\u00A0: {stream}, à {eventType} (révision {revision})\u00A0: {error}',
  },
  UNDER_WAY: {
    en: '{projection} is already being rebuilt: waiting for it.',
    fr: '{projection} est déjà en reconstruction\u00A0: attente de la fin.',
  },
  REBUILT: {
    en: '{projection} v{version} rebuilt, at position {position}; parked streams: {parked}',
    fr: '{projection} v{version} reconstruite, à la position {position}\u202F; flux mis de côté\u00A0: {parked}',
  },
  RELEASED: {
    en: '{projection}: {stream} released',
    fr: '{projection}\u00A0: {stream} repris',
  },
  STILL_PARKED: {
    en: '{projection}: {stream} still fails, and is parked again',
    fr: '{projection}\u00A0: {stream} échoue encore, et est de nouveau mis de côté',
  },
} as const satisfies Readonly<Record<string, Sentence>>;
