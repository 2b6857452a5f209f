import type { RejectionTable } from '@jalon/kernel';

/** Refusals about the end of a mission. */
export const closureRejections = {
  PENDING_TIME: {
    kind: 'conflict',
    en: '{entries} time {entries|entry waits|entries wait} for the organisation’s answer. Have {entries|it|them} answered, or ask for a forced closure.',
    fr: '{entries} temps {entries|attend|attendent} la réponse de l’organisme. Faites-{entries|le|les} traiter, ou demandez une clôture forcée.',
  },
  REASON_NEEDED: {
    kind: 'unprocessable',
    en: 'The mission was planned until {endsOn}. Say why it ends before.',
    fr: 'La mission était prévue jusqu’au {endsOn}. Dites pourquoi elle se termine avant.',
  },
  ENDED_IN_FUTURE: {
    kind: 'unprocessable',
    en: 'A mission is closed once it has ended: it is {today} where it takes place.',
    fr: 'Une mission se clôt une fois terminée : nous sommes le {today} là où elle se déroule.',
  },
  ENDED_OUTSIDE_MISSION_DATES: {
    kind: 'unprocessable',
    en: 'The mission runs from {from} to {to}. Give a last day within, amend the mission first, or cancel it.',
    fr: 'La mission va du {from} au {to}. Indiquez un dernier jour compris entre les deux, concluez d’abord un avenant, ou annulez-la.',
  },
  ALREADY_CLOSED: {
    kind: 'conflict',
    en: 'The mission is already closed, with other values or by someone else.',
    fr: 'La mission est déjà close, avec d’autres valeurs ou par quelqu’un d’autre.',
  },
  NO_PENDING_TIME: {
    kind: 'conflict',
    en: 'No time waits for an answer: close the mission without forcing.',
    fr: 'Aucun temps n’attend de réponse : clôturez la mission sans forcer.',
  },
  NOT_AS_READ: {
    kind: 'conflict',
    en: 'What you confirm is not what stands now. Read it again, then confirm.',
    fr: 'Ce que vous confirmez n’est pas ce qui est en place. Relisez, puis confirmez.',
  },
  NOT_CLOSED: {
    kind: 'conflict',
    en: 'The mission is not closed. Close it first.',
    fr: 'La mission n’est pas close. Clôturez-la d’abord.',
  },
  OUTCOMES_ALREADY_CONFIRMED: {
    kind: 'conflict',
    en: 'Someone else has already confirmed these outcomes.',
    fr: 'Quelqu’un d’autre a déjà confirmé ces résultats.',
  },
  OUTCOMES_ALREADY_DISPUTED: {
    kind: 'conflict',
    en: 'These outcomes are already disputed.',
    fr: 'Ces résultats sont déjà contestés.',
  },
  PARTY_NOT_ASKED: {
    kind: 'conflict',
    en: 'Your party is not asked to evaluate this mission.',
    fr: 'Votre partie n’est pas invitée à évaluer cette mission.',
  },
} as const satisfies RejectionTable<string>;
