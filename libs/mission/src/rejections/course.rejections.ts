import type { RejectionTable } from '@jalon/kernel';

/** Refusals about amendments, suspensions, cancellation and attribution. */
export const courseRejections = {
  AMENDMENT_UNKNOWN: {
    kind: 'not-found',
    en: 'This mission has no amendment with this id.',
    fr: 'Aucun avenant de cette mission ne porte cet identifiant.',
  },
  AMENDMENT_EXISTS: {
    kind: 'conflict',
    en: 'An amendment with this id was already proposed, with other values or by someone else. Use another id.',
    fr: 'Un avenant porte déjà cet identifiant, avec d’autres valeurs ou proposé par quelqu’un d’autre. Utilisez un autre identifiant.',
  },
  AMENDMENT_OPEN: {
    kind: 'conflict',
    en: 'Another amendment still waits for answers. Have it accepted or declined first.',
    fr: 'Un autre avenant attend encore des réponses. Faites-le d’abord accepter ou refuser.',
  },
  AMENDMENT_SETTLED: {
    kind: 'conflict',
    en: 'This amendment waits for no answer any more.',
    fr: 'Cet avenant n’attend plus de réponse.',
  },
  AMENDMENT_CHANGES_NOTHING: {
    kind: 'unprocessable',
    en: 'These are the terms already in force. Give another end or another planned time.',
    fr: 'Ce sont les termes déjà en vigueur. Indiquez une autre fin ou un autre temps prévu.',
  },
  EFFECTIVE_OUTSIDE_MISSION_DATES: {
    kind: 'unprocessable',
    en: 'The mission would run from {from} to {to}. Give a day within from which the terms are to hold.',
    fr: 'La mission irait du {from} au {to}. Indiquez, entre les deux, le jour à partir duquel les termes valent.',
  },
  END_BEFORE_LOGGED_TIME: {
    kind: 'conflict',
    en: 'Time was given on {date}. Give an end on that day or later.',
    fr: 'Du temps a été donné le {date}. Indiquez une fin ce jour-là ou plus tard.',
  },
  PLANNED_BELOW_LOGGED_TIME: {
    kind: 'conflict',
    en: '{minutes} {minutes|minute was|minutes were} already given. Plan enough for {minutes|it|them}.',
    fr: '{minutes} {minutes|minute a déjà été donnée|minutes ont déjà été données}. Prévoyez-{minutes|la|les}.',
  },
  ALREADY_SUSPENDED: {
    kind: 'conflict',
    en: 'The mission is already suspended. Resume it first.',
    fr: 'La mission est déjà suspendue. Reprenez-la d’abord.',
  },
  NOT_SUSPENDED: {
    kind: 'conflict',
    en: 'The mission is not suspended: there is nothing to resume.',
    fr: 'La mission n’est pas suspendue : il n’y a rien à reprendre.',
  },
  RESUMED_BEFORE_SUSPENDED: {
    kind: 'unprocessable',
    en: 'The mission was suspended on {from}. Give that day or a later one.',
    fr: 'La mission a été suspendue le {from}. Indiquez ce jour ou un jour plus tardif.',
  },
  DECLINE_INSTEAD: {
    kind: 'conflict',
    en: 'Your party has not answered yet: decline the proposal instead.',
    fr: 'Votre partie n’a pas encore répondu : refusez plutôt la proposition.',
  },
  NEVER_CONFIRMED: {
    kind: 'conflict',
    en: 'The mission was never confirmed: no report attributes it.',
    fr: 'La mission n’a jamais été confirmée : aucun rapport ne l’impute.',
  },
  ATTRIBUTION_VALUE_INVALID: {
    kind: 'unprocessable',
    en: 'This value does not fit {field}. See the field’s description for what it takes.',
    fr: 'Cette valeur ne convient pas à {field}. Voyez la description du champ pour ce qu’il accepte.',
  },
  ATTRIBUTION_NAMES_UNKNOWN: {
    kind: 'unprocessable',
    en: 'The {field} that you name is not known in this tenant.',
    fr: 'La valeur que vous indiquez pour {field} est inconnue de cet espace client.',
  },
  ANSWERED_BY_THEM: {
    kind: 'conflict',
    en: 'This person answered for time or outcomes of this mission: nobody answers for what is their own.',
    fr: 'Cette personne s’est prononcée sur des temps ou des résultats de cette mission : nul ne se prononce sur ce qui est sien.',
  },
  SAME_VALUE: {
    kind: 'conflict',
    en: 'This value already stands: there is nothing to correct.',
    fr: 'Cette valeur est déjà en place : il n’y a rien à corriger.',
  },
} as const satisfies RejectionTable<string>;
