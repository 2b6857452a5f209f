import type { RejectionTable } from '@jalon/kernel';

/** The refusals that are the same whatever the command. */
export const applicationRejections = {
  TENANT_UNKNOWN: {
    kind: 'forbidden',
    en: 'This tenant has not been opened.',
    fr: 'Ce client n’a pas été ouvert.',
  },
  SUBJECT_ERASED: {
    kind: 'conflict',
    en: 'The person’s data was erased: nothing personal can be recorded of them or compared any more.',
    fr: 'Les données de la personne ont été effacées : rien de personnel ne peut plus être enregistré ou comparé.',
  },
  TEXT_NOT_UNICODE: {
    kind: 'unprocessable',
    en: 'A text holds half of a character (a lone surrogate).',
    fr: 'Un texte contient une moitié de caractère (un demi-codet isolé).',
  },
} as const satisfies RejectionTable<string>;

export type ApplicationRejectionCode = keyof typeof applicationRejections;
