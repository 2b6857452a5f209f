import { actRejections, refused, type Refused, type Rejection, type RejectionTable } from '@jalon/kernel';
import { closureRejections } from './rejections/closure.rejections.js';
import { courseRejections } from './rejections/course.rejections.js';
import { hoursRejections } from './rejections/hours.rejections.js';
import { proposalRejections } from './rejections/proposal.rejections.js';

/** Every refusal of a mission. `NEED_FULL` is not among them: the need itself refuses the claim on its places. */
export const missionRejections = {
  MISSION_UNKNOWN: {
    kind: 'not-found',
    en: 'There is no mission with this id.',
    fr: 'Aucune mission ne porte cet identifiant.',
  },
  PARTY_NOT_ENTITLED: {
    kind: 'forbidden',
    en: 'You do not speak for a party of this mission that may do this.',
    fr: 'Vous ne représentez aucune partie de cette mission qui puisse faire cela.',
  },
  PARTY_AMBIGUOUS: {
    kind: 'unprocessable',
    en: 'You speak for several parties of this mission. Say for which one, as `party`.',
    fr: 'Vous représentez plusieurs parties de cette mission. Indiquez laquelle, par `party`.',
  },
  MISSION_OVER: {
    kind: 'conflict',
    en: 'The mission is over: nothing more can be decided on it.',
    fr: 'La mission est terminée : plus rien ne peut y être décidé.',
  },
  MISSION_NOT_RUNNING: {
    kind: 'conflict',
    en: 'The mission is not confirmed, or is over. This is only done while it runs.',
    fr: 'La mission n’est pas confirmée, ou est terminée. Cela ne se fait que pendant qu’elle court.',
  },
  SUBJECT_ERASED: {
    kind: 'conflict',
    en: 'The personal data of this person has been erased: it can be neither compared nor revised.',
    fr: 'Les données personnelles de cette personne ont été effacées : on ne peut ni les comparer ni les modifier.',
  },
  ...proposalRejections,
  ...hoursRejections,
  ...courseRejections,
  ...closureRejections,
  ...actRejections,
} as const satisfies RejectionTable<string>;

export type MissionRejection = keyof typeof missionRejections;

/** A refusal with one of the codes above. */
export function refuse(code: MissionRejection, params: Rejection['params'] = {}): Refused {
  return refused(code, params);
}
