import type { RejectionTable } from '@jalon/kernel';

/** Refusals of time entries. */
export const hoursRejections = {
  ENTRY_UNKNOWN: {
    kind: 'not-found',
    en: 'This mission has no time entry with this id.',
    fr: 'Aucun temps de cette mission ne porte cet identifiant.',
  },
  ENTRY_EXISTS: {
    kind: 'conflict',
    en: 'A time entry with this id already stands, with other values or by someone else. Correct it, or use another id.',
    fr: 'Un temps porte déjà cet identifiant, avec d’autres valeurs ou saisi par quelqu’un d’autre. Corrigez-le, ou utilisez un autre identifiant.',
  },
  ENTRY_NOT_PENDING: {
    kind: 'conflict',
    en: 'This time entry waits for no answer: it has been approved, rejected or voided.',
    fr: 'Ce temps n’attend pas de réponse : il a été approuvé, refusé ou annulé.',
  },
  ENTRY_NOT_CORRECTABLE: {
    kind: 'conflict',
    en: 'This time entry was rejected or voided. Log the time again as a new entry.',
    fr: 'Ce temps a été refusé ou annulé. Saisissez-le à nouveau comme un nouveau temps.',
  },
  FOUR_EYES: {
    kind: 'forbidden',
    en: 'Nobody answers for their own time or outcomes, or for what they wrote themselves (four eyes). Someone else must, for the organisation.',
    fr: 'Personne ne se prononce sur son propre temps ou ses propres résultats, ni sur ce qu’il a écrit lui-même (quatre yeux). Une autre personne doit le faire, pour l’organisme.',
  },
  HOURS_WHILE_SUSPENDED: {
    kind: 'conflict',
    en: 'The mission is suspended on {date}. Give another day, or resume the mission first.',
    fr: 'La mission est suspendue le {date}. Indiquez un autre jour, ou reprenez d’abord la mission.',
  },
  HOURS_OUTSIDE_MISSION_DATES: {
    kind: 'unprocessable',
    en: 'The mission runs from {from} to {to}. Give a day within, or amend the mission first.',
    fr: 'La mission va du {from} au {to}. Indiquez un jour compris entre les deux, ou concluez d’abord un avenant.',
  },
  HOURS_IN_FUTURE: {
    kind: 'unprocessable',
    en: 'Time is logged once it was given: it is {today} where the mission takes place.',
    fr: 'Le temps se saisit une fois donné : nous sommes le {today} au lieu de la mission.',
  },
  DATE_INVALID: {
    kind: 'unprocessable',
    en: 'This is not a day of the calendar. Write it as YYYY-MM-DD.',
    fr: 'Ce n’est pas un jour du calendrier. Écrivez-le AAAA-MM-JJ.',
  },
  MINUTES_MISSING: {
    kind: 'unprocessable',
    en: 'Say how many minutes, from 1 to 1440, and leave the half of the day out.',
    fr: 'Indiquez le nombre de minutes, de 1 à 1440, sans moitié de journée.',
  },
  HALF_MISSING: {
    kind: 'unprocessable',
    en: 'Say which half of the day, and leave out the minutes and the start: the rules say what a half-day stands for.',
    fr: 'Indiquez la moitié de journée, sans minutes ni heure de début : les règles disent ce que vaut une demi-journée.',
  },
  HOURS_CROSS_MIDNIGHT: {
    kind: 'unprocessable',
    en: 'An entry ends before midnight. Log the rest on the next day.',
    fr: 'Un temps se termine avant minuit. Saisissez le reste le lendemain.',
  },
  HOURS_OVERLAP: {
    kind: 'conflict',
    en: 'This overlaps another entry of {date}. Correct that one, or give another time.',
    fr: 'Ce temps en chevauche un autre du {date}. Corrigez cet autre, ou indiquez un autre moment.',
  },
  DAY_FULL: {
    kind: 'unprocessable',
    en: 'A day has 24 hours: the entries of {date} would exceed them.',
    fr: 'Une journée compte 24 heures : les temps du {date} les dépasseraient.',
  },
  DAY_OVER_LIMIT: {
    kind: 'unprocessable',
    en: 'Working time would exceed {minutes} {minutes|minute|minutes} on {date}. Give less time.',
    fr: 'Le temps de travail dépasserait {minutes} {minutes|minute|minutes} le {date}. Indiquez moins de temps.',
  },
  WEEK_OVER_LIMIT: {
    kind: 'unprocessable',
    en: 'Working time would exceed {minutes} {minutes|minute|minutes} in the week of {monday}. Give less time.',
    fr: 'Le temps de travail dépasserait {minutes} {minutes|minute|minutes} dans la semaine du {monday}. Indiquez moins de temps.',
  },
  TOO_MANY_HALF_DAYS: {
    kind: 'unprocessable',
    en: 'A day holds {halfDays} {halfDays|half-day|half-days}: {date} has {halfDays|it|them} already.',
    fr: 'Une journée compte {halfDays} {halfDays|demi-journée|demi-journées} : le {date} {halfDays|l’a|les a} déjà.',
  },
  TOO_MANY_DAYS_IN_A_ROW: {
    kind: 'unprocessable',
    en: 'Time may be given on {days} {days|day|days} in a row at most. Leave a day of rest around {date}.',
    fr: 'On ne peut donner du temps que {days} {days|jour|jours} d’affilée. Laissez un jour de repos autour du {date}.',
  },
  TOO_MANY_ENTRIES: {
    kind: 'conflict',
    en: 'A mission holds {entries} time {entries|entry|entries} at most. Propose another mission for what follows.',
    fr: 'Une mission compte {entries} temps au plus. Proposez une autre mission pour la suite.',
  },
  OVER_PLANNED_TIME: {
    kind: 'conflict',
    en: 'The mission plans {plannedMinutes} {plannedMinutes|minute|minutes}, and {tolerancePercent} % more {tolerancePercent|is|are} tolerated. Amend the mission first.',
    fr: 'La mission prévoit {plannedMinutes} {plannedMinutes|minute|minutes}, avec une tolérance de {tolerancePercent} %. Concluez d’abord un avenant.',
  },
  ON_DUTY_IN_PERSONAL_TIME: {
    kind: 'unprocessable',
    en: 'Personal time is never on duty. Leave it out, or say false.',
    fr: 'Le temps personnel n’est jamais du temps de travail. N’indiquez rien, ou indiquez false.',
  },
} as const satisfies RejectionTable<string>;
