import type { Sentence } from '@jalon/kernel';

/** The messages about acts of two people. */
export const actsMessages = {
  ACT: {
    en: '{act}  {kind} on {subject}: {status}; requested by {requestedBy}, can be confirmed until {expiresOn}',
    fr: '{act}  {kind} sur {subject}\u00A0: {status}\u202F; acte demandé par {requestedBy}, peut être confirmé jusqu’au {expiresOn}',
  },
  OF_TWO_ORGANISATIONS: {
    en: '{act}  {kind} on {subject} and {otherOrganisation}: {status}; requested by {requestedBy}, can be confirmed until {expiresOn}',
    fr: '{act}  {kind} sur {subject} et {otherOrganisation}\u00A0: {status}\u202F; acte demandé par {requestedBy}, peut être confirmé jusqu’au {expiresOn}',
  },
  OF_ROLE: {
    en: '{act}  {kind} ({role}) to {subject}: {status}; requested by {requestedBy}, can be confirmed until {expiresOn}',
    fr: '{act}  {kind} ({role}) à {subject}\u00A0: {status}\u202F; acte demandé par {requestedBy}, peut être confirmé jusqu’au {expiresOn}',
  },
  NONE_OPEN: {
    en: 'Nothing waits for a second person.',
    fr: 'Rien n’attend une seconde personne.',
  },
  NONE: {
    en: 'There is no such act.',
    fr: 'Il n’y a aucun acte de ce genre.',
  },
  CONFIRMED: {
    en: '{act} confirmed by the operator {operator}.',
    fr: '{act} confirmé par l’exploitant {operator}.',
  },
  REFUSED: {
    en: '{act} refused by the operator {operator}.',
    fr: '{act} refusé par l’exploitant {operator}.',
  },
} as const satisfies Readonly<Record<string, Sentence>>;
