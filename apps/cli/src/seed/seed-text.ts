import type { Sentence } from '@jalon/kernel';

/** What is said of a seeded year. */
export const seedText = {
  SEEDED: {
    en: '{tenant}: {commands} {commands|command|commands} from {from} to {to}, of which {refused} refused; {events} {events|event|events}, up to position {position}',
    fr: '{tenant}\u00A0: {commands} {commands|commande|commandes} du {from} au {to}\u202F; refus\u00A0: {refused}\u202F; événements\u00A0: {events}, jusqu’à la position {position}',
  },
  REFUSED: {
    en: '  refused as {code}: {count}',
    fr: '  {count|refusée|refusées}, {code}\u00A0: {count}',
  },
  HAPPENED: {
    en: '  {type}: {count}',
    fr: '  {type}\u00A0: {count}',
  },
} as const satisfies Readonly<Record<string, Sentence>>;
