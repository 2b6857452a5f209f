import { refused, type Refused, type Rejection, type RejectionTable } from '@jalon/kernel';

/** Every refusal of the directory. */
export const directoryRejections = {
  DIRECTORY_COMPANY_ONLY: {
    kind: 'forbidden',
    en: 'Only the company (role hr or admin) may change this entry of the directory.',
    fr: 'Seule l’entreprise (rôle hr ou admin) peut modifier cette fiche de l’annuaire.',
  },
  TENANT_OPENING_FORBIDDEN: {
    kind: 'forbidden',
    en: 'Only an administrator may open a tenant.',
    fr: 'Seul un administrateur peut ouvrir un espace client.',
  },
  TENANT_ALREADY_OPEN: {
    kind: 'conflict',
    en: 'This tenant is already open, with other settings.',
    fr: 'Cet espace client est déjà ouvert, avec d’autres réglages.',
  },
  TENANT_NOT_OPENED: {
    kind: 'not-found',
    en: 'This tenant has not been opened.',
    fr: 'Cet espace client n’a pas été ouvert.',
  },
  OPERATOR_ONLY: {
    kind: 'forbidden',
    en: 'Only the operator, at the command line of the installation, may do this.',
    fr: 'Seul l’exploitant peut le faire, en ligne de commande sur l’installation.',
  },
  ZONE_UNKNOWN: {
    kind: 'unprocessable',
    en: '{zone} is not a known time zone. Give an IANA zone, such as Europe/Paris.',
    fr: '{zone} n’est pas un fuseau horaire connu. Indiquez un fuseau IANA, comme Europe/Paris.',
  },
  PERSON_ID_RESERVED: {
    kind: 'unprocessable',
    en: 'The engine itself acts under this id: it is nobody’s. Give another, or leave the id out to make a new one.',
    fr: 'Le moteur lui-même agit sous cet identifiant : il n’est à personne. Indiquez-en un autre, ou n’en indiquez pas pour en créer un nouveau.',
  },
  EMPLOYER_NOT_FOUND: {
    kind: 'not-found',
    en: 'There is no employer with this id.',
    fr: 'Aucune entité employeuse ne porte cet identifiant.',
  },
  EMPLOYER_ALREADY_REGISTERED: {
    kind: 'conflict',
    en: 'An employer with this id is already registered, with other values or by someone else. Revise it, or leave the id out to make a new one.',
    fr: 'Une entité employeuse porte déjà cet identifiant, avec d’autres valeurs ou enregistrée par quelqu’un d’autre. Modifiez-la, ou n’indiquez pas d’identifiant pour en créer une nouvelle.',
  },
  EMPLOYER_ALREADY_CLOSED: {
    kind: 'conflict',
    en: 'This employer has been closed since {closedOn}.',
    fr: 'Cette entité employeuse est fermée depuis le {closedOn}.',
  },
  EMPLOYER_UNKNOWN: {
    kind: 'unprocessable',
    en: 'The employer that you name is not registered.',
    fr: 'L’entité employeuse que vous indiquez n’est pas enregistrée.',
  },
  EMPLOYER_CLOSED: {
    kind: 'unprocessable',
    en: 'The employer that you name is closed.',
    fr: 'L’entité employeuse que vous indiquez est fermée.',
  },
  ORGANISATION_NOT_FOUND: {
    kind: 'not-found',
    en: 'There is no organisation with this id.',
    fr: 'Aucun organisme ne porte cet identifiant.',
  },
  ORGANISATION_ALREADY_REGISTERED: {
    kind: 'conflict',
    en: 'An organisation with this id is already registered, with other values or by someone else. Revise it, or leave the id out to make a new one.',
    fr: 'Un organisme porte déjà cet identifiant, avec d’autres valeurs ou enregistré par quelqu’un d’autre. Modifiez-le, ou n’indiquez pas d’identifiant pour en créer un nouveau.',
  },
  ORGANISATION_ALREADY_CLOSED: {
    kind: 'conflict',
    en: 'This organisation has been closed since {closedOn}.',
    fr: 'Cet organisme est fermé depuis le {closedOn}.',
  },
  ORGANISATION_REVISION_FORBIDDEN: {
    kind: 'forbidden',
    en: 'Only the company, or the organisation itself, may revise its entry.',
    fr: 'Seuls l’entreprise ou l’organisme lui-même peuvent modifier sa fiche.',
  },
  ORGANISATION_UNKNOWN: {
    kind: 'unprocessable',
    en: 'The organisation that you name is not registered.',
    fr: 'L’organisme que vous indiquez n’est pas enregistré.',
  },
  ORGANISATION_CLOSED: {
    kind: 'unprocessable',
    en: 'The organisation that you name is closed.',
    fr: 'L’organisme que vous indiquez est fermé.',
  },
  CONTACT_UNKNOWN: {
    kind: 'unprocessable',
    en: 'The contact that you name is not a registered person.',
    fr: 'Le contact que vous indiquez n’est pas une personne enregistrée.',
  },
  CONTACT_LEFT: {
    kind: 'unprocessable',
    en: 'The contact that you name has left.',
    fr: 'Le contact que vous indiquez est parti.',
  },
  PERSON_NOT_FOUND: {
    kind: 'not-found',
    en: 'There is no person with this id.',
    fr: 'Aucune personne ne porte cet identifiant.',
  },
  PERSON_ALREADY_REGISTERED: {
    kind: 'conflict',
    en: 'A person with this id is already registered, with other values or by someone else. Revise them, or leave the id out to make a new one.',
    fr: 'Une personne porte déjà cet identifiant, avec d’autres valeurs ou enregistrée par quelqu’un d’autre. Modifiez-la, ou n’indiquez pas d’identifiant pour en créer une nouvelle.',
  },
  PERSON_ALREADY_LEFT: {
    kind: 'conflict',
    en: 'This person has been gone since {leftOn}.',
    fr: 'Cette personne est partie depuis le {leftOn}.',
  },
  PERSON_OWN_MANAGER: {
    kind: 'unprocessable',
    en: 'Nobody is their own manager. Name another person, or none.',
    fr: 'Personne n’est son propre manager. Indiquez une autre personne, ou aucune.',
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
  SUBJECT_ERASED: {
    kind: 'conflict',
    en: 'The personal data of this person has been erased: it can be neither compared nor revised.',
    fr: 'Les données personnelles de cette personne ont été effacées : on ne peut ni les comparer ni les modifier.',
  },
  BIRTH_DATE_IN_FUTURE: {
    kind: 'unprocessable',
    en: 'The date of birth lies in the future.',
    fr: 'La date de naissance est dans le futur.',
  },
  DATE_IN_FUTURE: {
    kind: 'unprocessable',
    en: '{date} lies in the future: it is {today}. Record it on its day.',
    fr: 'Le {date} est dans le futur : nous sommes le {today}. Enregistrez-le le jour venu.',
  },
  SIREN_INVALID: {
    kind: 'unprocessable',
    en: '{number} is not a SIREN number: nine digits, of which the last is a check digit.',
    fr: '{number} n’est pas un numéro SIREN : neuf chiffres, dont le dernier est une clé de contrôle.',
  },
  RNA_INVALID: {
    kind: 'unprocessable',
    en: '{number} is not an RNA number: W and nine characters, such as W751234567.',
    fr: '{number} n’est pas un numéro RNA : W suivi de neuf caractères, comme W751234567.',
  },
} as const satisfies RejectionTable<string>;

export type DirectoryRejection = keyof typeof directoryRejections;

/** A refusal by one of the codes above. */
export function refuse(code: DirectoryRejection, params: Rejection['params'] = {}): Refused {
  return refused(code, params);
}
