import type { Sentence } from '@jalon/kernel';

/** The messages about people who may be one. */
export const peopleMessages = {
  SHARED_IN_TENANT: {
    en: 'The same {field}: {people}',
    fr: 'Le même {field}\u00A0: {people}',
  },
  SHARED_AT_EMPLOYER: {
    en: 'The same {field} at the employer {employer}: {people}',
    fr: 'Le même {field} chez l’employeur {employer}\u00A0: {people}',
  },
  NONE: {
    en: 'Nobody shares a staff number or an e-mail address.',
    fr: 'Personne ne partage un matricule ou une adresse électronique.',
  },
} as const satisfies Readonly<Record<string, Sentence>>;
