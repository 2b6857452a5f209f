import type { Sentence } from '@jalon/kernel';

/** The messages of a seeded year. */
export const seedMessages = {
  SEEDED: {
    en: '{tenant}: {commands} {commands|command|commands} from {from} to {to}, of which {refused} refused; {events} {events|event|events}, up to position {position}',
    fr: '{tenant}\u00A0: {commands} {commands|commande|commandes} du {from} au {to}\u202F; refus\u00A0: {refused}\u202F; événements\u00A0: {events}, jusqu’à la position {position}',
  },
  ALREADY: {
    en: '{tenant}: this year from {from} to {to} had already been lived ({commands} {commands|command|commands}); nothing was added, and the log ends at position {position}',
    fr: '{tenant}\u00A0: cette année du {from} au {to} avait déjà été vécue ({commands} {commands|commande|commandes})\u202F; rien n’a été ajouté, et le journal finit à la position {position}',
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
