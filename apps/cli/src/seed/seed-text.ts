import type { Sentence } from '@jalon/engine';

/** What is said of a seeded year. */
export const seedText = {
  SEEDED: {
    en: '{tenant}: {commands} commands from {from} to {to}, of which {refused} refused; {events} events, up to position {position}',
    fr: '{tenant}\u00A0: {commands} commandes du {from} au {to}, dont {refused} refusées\u202F; {events} événements, jusqu’à la position {position}',
  },
  REFUSED: {
    en: '  refused as {code}: {count}',
    fr: '  refusées, {code}\u00A0: {count}',
  },
  HAPPENED: {
    en: '  {type}: {count}',
    fr: '  {type}\u00A0: {count}',
  },
} as const satisfies Readonly<Record<string, Sentence>>;
