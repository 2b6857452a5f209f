import type { RejectionTable } from '@jalon/kernel';

/** Refusals on the way to a confirmed mission. */
export const proposalRejections = {
  MISSION_EXISTS: {
    kind: 'conflict',
    en: 'A mission with this id was already proposed, with other values or by someone else. Leave the id out to make a new one.',
    fr: 'Une mission porte déjà cet identifiant, avec d’autres valeurs ou proposée par quelqu’un d’autre. N’indiquez pas d’identifiant pour en créer une nouvelle.',
  },
  PARTY_MAY_NOT_PROPOSE: {
    kind: 'forbidden',
    en: 'Your party may not propose this mission: that is for its employee, its organisation or, unless it is in personal time, the company.',
    fr: 'Votre partie ne peut pas proposer cette mission : cela revient à son salarié, à son organisme ou, sauf en bénévolat, à l’entreprise.',
  },
  DATES_REVERSED: {
    kind: 'unprocessable',
    en: 'The mission would end on {endsOn}, before it starts on {startsOn}. Give a later end.',
    fr: 'La mission se terminerait le {endsOn}, avant son début le {startsOn}. Indiquez une fin plus tardive.',
  },
  PLANNED_TIME_ZERO: {
    kind: 'unprocessable',
    en: 'A mission plans at least one minute. Give the planned time in minutes.',
    fr: 'Une mission prévoit au moins une minute. Indiquez le temps prévu en minutes.',
  },
  SECONDMENT_TOO_LONG: {
    kind: 'unprocessable',
    en: 'A secondment lasts {years} {years|year|years} at most, amendments included. Give an earlier end.',
    fr: 'Un prêt de main-d’œuvre dure {years} {years|an|ans} au plus, avenants compris. Indiquez une fin plus proche.',
  },
  TITLE_MISSING: {
    kind: 'unprocessable',
    en: 'Give the mission a title, or name the need that it answers.',
    fr: 'Donnez un titre à la mission, ou indiquez le besoin auquel elle répond.',
  },
  ZONE_UNKNOWN: {
    kind: 'unprocessable',
    en: '{zone} is not a known time zone. Give an IANA zone, such as Europe/Paris.',
    fr: '{zone} n’est pas un fuseau horaire connu. Indiquez un fuseau IANA, comme Europe/Paris.',
  },
  NEED_UNKNOWN: {
    kind: 'unprocessable',
    en: 'The need that you name is not published.',
    fr: 'Le besoin que vous indiquez n’est pas publié.',
  },
  NEED_CLOSED: {
    kind: 'conflict',
    en: 'The need is closed: it takes no further mission.',
    fr: 'Le besoin est clos : il n’accueille plus de mission.',
  },
  NEED_OF_ANOTHER_ORGANISATION: {
    kind: 'unprocessable',
    en: 'The need belongs to another organisation. Leave the organisation out, or name the need’s own.',
    fr: 'Le besoin est celui d’un autre organisme. N’indiquez pas d’organisme, ou indiquez celui du besoin.',
  },
  ORGANISATION_MISSING: {
    kind: 'unprocessable',
    en: 'Name the organisation, or the need that the mission answers.',
    fr: 'Indiquez l’organisme, ou le besoin auquel la mission répond.',
  },
  ORGANISATION_UNKNOWN: {
    kind: 'unprocessable',
    en: 'The organisation that you name is not registered.',
    fr: 'L’organisme que vous indiquez n’est pas enregistré.',
  },
  ORGANISATION_CLOSED: {
    kind: 'unprocessable',
    en: 'The organisation is closed.',
    fr: 'L’organisme est fermé.',
  },
  EMPLOYEE_UNKNOWN: {
    kind: 'unprocessable',
    en: 'The employee that you name is not a registered person.',
    fr: 'Le salarié que vous indiquez n’est pas une personne enregistrée.',
  },
  EMPLOYEE_LEFT: {
    kind: 'conflict',
    en: 'The employee has left: they take part in nothing new.',
    fr: 'Le salarié est parti : il ne participe à rien de nouveau.',
  },
  EMPLOYER_MISSING: {
    kind: 'unprocessable',
    en: 'The employee’s entry names no employer. Name the employer, or revise the entry.',
    fr: 'La fiche du salarié n’indique pas d’employeur. Indiquez l’employeur, ou modifiez la fiche.',
  },
  EMPLOYER_NOT_THEIRS: {
    kind: 'unprocessable',
    en: 'The employee’s entry names another employer. Leave the employer out, or revise the entry.',
    fr: 'La fiche du salarié indique un autre employeur. N’indiquez pas d’employeur, ou modifiez la fiche.',
  },
  EMPLOYER_UNKNOWN: {
    kind: 'unprocessable',
    en: 'The employer that you name is not registered.',
    fr: 'L’entité employeuse que vous indiquez n’est pas enregistrée.',
  },
  EMPLOYER_CLOSED: {
    kind: 'unprocessable',
    en: 'The employer is closed.',
    fr: 'L’entité employeuse est fermée.',
  },
  MANAGER_UNKNOWN: {
    kind: 'unprocessable',
    en: 'The manager that you name is not a registered person.',
    fr: 'Le manager que vous indiquez n’est pas une personne enregistrée.',
  },
  MANAGER_LEFT: {
    kind: 'unprocessable',
    en: 'The manager that you name has left.',
    fr: 'Le manager que vous indiquez est parti.',
  },
  MANAGER_IS_EMPLOYEE: {
    kind: 'unprocessable',
    en: 'Nobody is the manager of their own mission. Name another manager, or none.',
    fr: 'Personne n’est le manager de sa propre mission. Indiquez un autre manager, ou aucun.',
  },
  MANAGER_IN_PERSONAL_TIME: {
    kind: 'unprocessable',
    en: 'Nobody of the hierarchy takes part in what people do with their own time. Leave the manager out.',
    fr: 'Personne de la hiérarchie ne participe à ce que chacun fait de son temps personnel. N’indiquez pas de manager.',
  },
  PARTY_NOT_REQUIRED: {
    kind: 'conflict',
    en: 'The answer of your party is not asked for.',
    fr: 'La réponse de votre partie n’est pas demandée.',
  },
  ALREADY_ACCEPTED: {
    kind: 'conflict',
    en: 'Someone else has already accepted for your party.',
    fr: 'Quelqu’un d’autre a déjà accepté pour votre partie.',
  },
  ALREADY_CONFIRMED: {
    kind: 'conflict',
    en: 'The mission is confirmed: it can only be cancelled now.',
    fr: 'La mission est confirmée : elle ne peut plus être qu’annulée.',
  },
  REASON_NOT_TAKEN: {
    kind: 'unprocessable',
    en: 'An employee gives no reason for declining. Leave the reason out.',
    fr: 'Un salarié n’a pas à motiver son refus. N’indiquez pas de motif.',
  },
} as const satisfies RejectionTable<string>;
