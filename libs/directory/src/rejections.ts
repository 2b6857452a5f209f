import { actRejections, refused, type Refused, type Rejection, type RejectionTable } from '@jalon/kernel';

/** Every refusal of the directory. */
export const directoryRejections = {
  ...actRejections,
  DIRECTORY_COMPANY_ONLY: {
    kind: 'forbidden',
    en: 'Only the company (role hr or admin) may change this entry of the directory.',
    fr: 'Seule l’entreprise (rôle hr ou admin) peut modifier cette fiche de l’annuaire.',
  },
  PERSON_BEYOND_EMPLOYER: {
    kind: 'forbidden',
    en: 'Your role is limited to an employer. Whoever holds a granted role, speaks for an organisation or changes employers is for those who act for the whole tenant: ask them.',
    fr: 'Votre rôle est limité à une entité employeuse. Les fiches de qui détient un rôle accordé, parle pour un organisme ou change d’entité relèvent des personnes qui agissent pour tout le locataire : adressez-vous à elles.',
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
  PUBLICATION_COMPANY_ONLY: {
    kind: 'forbidden',
    en: 'Only the company (role hr or admin) may have a publication corrected.',
    fr: 'Seule l’entreprise (rôle hr ou admin) peut faire corriger une publication.',
  },
  PUBLICATION_MONTH_INVALID: {
    kind: 'unprocessable',
    en: 'A correction is of one month from {first} to {last}, such as 2026-03. Name the month whose figures are to be corrected.',
    fr: 'Une correction porte sur un mois entre {first} et {last}, comme 2026-03. Indiquez le mois dont les chiffres sont à corriger.',
  },
  PUBLICATION_NOT_YET: {
    kind: 'conflict',
    en: 'Nothing has been published of {month} yet: it can first be read in {publishedFrom}. Until then it follows the entries by itself.',
    fr: 'Rien n’a encore été publié de {month}\u00A0: ce mois pourra être lu à partir de {publishedFrom}. D’ici là, il suit les saisies de lui-même.',
  },
  ADMINISTRATORS_ONLY: {
    kind: 'forbidden',
    en: 'Only an administrator of the tenant may do this.',
    fr: 'Seul un administrateur du client peut le faire.',
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
  EMPLOYER_EXISTS: {
    kind: 'conflict',
    en: 'The employer {employer} has this SIREN already. Use that one, or correct the number. If it has just given the number up, or is still being registered, try again shortly.',
    fr: 'L’entité employeuse {employer} porte déjà ce SIREN. Utilisez-la, ou corrigez le numéro. Si elle vient de renoncer à ce numéro, ou que son enregistrement est en cours, réessayez dans un instant.',
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
  ORGANISATION_EXISTS: {
    kind: 'conflict',
    en: 'The organisation {organisation} has this number already. Use that one, or register yours as a branch of it, by `branchOf`. If it has just given the number up, or is still being registered, try again shortly.',
    fr: 'L’organisme {organisation} porte déjà ce numéro. Utilisez-le, ou enregistrez le vôtre comme son antenne, par `branchOf`. S’il vient de renoncer à ce numéro, ou que son enregistrement est en cours, réessayez dans un instant.',
  },
  BRANCH_OF_ITSELF: {
    kind: 'unprocessable',
    en: 'No organisation is a branch of itself. Name its head, or none.',
    fr: 'Aucun organisme n’est sa propre antenne. Indiquez son siège, ou aucun.',
  },
  BRANCH_FIXED: {
    kind: 'conflict',
    en: 'What an organisation is a branch of is said when it is registered. To link it later, have it merged; to end the link, have it separated: both take two people.',
    fr: 'Le siège d’une antenne est indiqué à son enregistrement. Pour la rattacher plus tard, faites fusionner les deux organismes\u202F; pour la détacher, faites séparer les deux\u00A0: il y faut deux personnes.',
  },
  HEAD_IS_BRANCH: {
    kind: 'unprocessable',
    en: 'The organisation that you name as the head is itself a branch of {head}. Name that one.',
    fr: 'L’organisme que vous indiquez comme siège est lui-même une antenne de {head}. Indiquez celui-ci.',
  },
  REGISTER_NUMBER_COMPANY_ONLY: {
    kind: 'forbidden',
    en: 'Only the company may change the register or the number of an organisation. Leave both as they are, or ask the company.',
    fr: 'Seule l’entreprise peut modifier le registre ou le numéro d’un organisme. Laissez-les tels quels, ou adressez-vous à l’entreprise.',
  },
  HEAD_UNKNOWN: {
    kind: 'unprocessable',
    en: 'The organisation that you name as the head is not registered.',
    fr: 'L’organisme que vous indiquez comme siège n’est pas enregistré.',
  },
  BRANCH_NUMBER_DIFFERS: {
    kind: 'unprocessable',
    en: 'A branch has the number of its head. Leave the number out, or register an organisation of its own.',
    fr: 'Une antenne porte le numéro de son siège. N’indiquez pas de numéro, ou enregistrez un organisme à part.',
  },
  MERGER_WITH_ITSELF: {
    kind: 'unprocessable',
    en: 'An organisation is merged into another one, not into itself.',
    fr: 'Un organisme fusionne avec un autre, et non avec lui-même.',
  },
  ORGANISATION_ALREADY_MERGED: {
    kind: 'conflict',
    en: 'This organisation and {into} already count as one: one of them was merged into the other, or is its branch. To change that, have that one separated first.',
    fr: 'Cet organisme et {into} comptent déjà pour un seul\u00A0: l’un a été fusionné avec l’autre, ou en est une antenne. Pour changer cela, faites d’abord séparer celui-ci.',
  },
  ORGANISATION_NOT_MERGED: {
    kind: 'conflict',
    en: 'This organisation is neither merged into another one nor a branch.',
    fr: 'Cet organisme n’est ni fusionné avec un autre, ni une antenne.',
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
  PERSON_UNKNOWN: {
    kind: 'unprocessable',
    en: 'The person that you name is not registered.',
    fr: 'La personne que vous indiquez n’est pas enregistrée.',
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
  PERSON_MERGER_WITH_ITSELF: {
    kind: 'unprocessable',
    en: 'An entry cannot be merged with itself. Name the other entry of the same human.',
    fr: 'Une fiche ne peut pas être fusionnée avec elle-même. Indiquez l’autre fiche du même être humain.',
  },
  PERSON_ALREADY_MERGED: {
    kind: 'conflict',
    en: 'These entries are merged already: one of them is merged into {into}. To undo it, have them separated.',
    fr: 'Ces fiches sont déjà fusionnées\u00A0: l’une d’elles l’est avec {into}. Pour revenir en arrière, faites-les séparer.',
  },
  PERSON_NOT_MERGED: {
    kind: 'conflict',
    en: 'This entry is merged into no other: there is nothing to separate it from.',
    fr: 'Cette fiche n’est fusionnée avec aucune autre\u00A0: il n’y a rien dont la séparer.',
  },
  PERSON_MERGER_OF_ONESELF: {
    kind: 'forbidden',
    en: 'This act is about an entry of your own: have another person confirm it.',
    fr: 'Cet acte porte sur l’une de vos propres fiches\u00A0: faites-le confirmer par une autre personne.',
  },
  PERSON_EXISTS: {
    kind: 'conflict',
    en: 'The person {person} has this `{field}` already. If it is the same human, revise that entry, or have two people merge the two; else correct the field. If the entry has just been given another one, or is still being registered, try again shortly.',
    fr: 'La personne {person} a déjà ce `{field}`. S’il s’agit du même être humain, modifiez cette fiche, ou faites fusionner les deux par deux personnes\u202F; sinon corrigez le champ. Si la fiche vient d’en recevoir un autre, ou que son enregistrement est en cours, réessayez dans un instant.',
  },
  PERSON_ALREADY_LEFT: {
    kind: 'conflict',
    en: 'This person has been gone since {leftOn}.',
    fr: 'Cette personne est partie depuis le {leftOn}.',
  },
  PERSON_THEMSELF_ONLY: {
    kind: 'forbidden',
    en: 'Only the person themself may decide this, as somebody who takes part in missions or runs them for the company.',
    fr: 'Seule la personne elle-même peut en décider, comme partie à des missions ou comme celle qui les gère pour l’entreprise.',
  },
  PERSON_OWN_MANAGER: {
    kind: 'unprocessable',
    en: 'Nobody is their own manager. Name another person, or none.',
    fr: 'Personne n’est son propre manager. Indiquez une autre personne, ou aucune.',
  },
  PERSON_UNTIL_MISSING: {
    kind: 'unprocessable',
    en: 'An outside auditor or a service has a last day. Give it in `until`.',
    fr: 'Un auditeur externe ou un service a un dernier jour. Indiquez-le dans `until`.',
  },
  PERSON_UNTIL_UNEXPECTED: {
    kind: 'unprocessable',
    en: 'Only outside auditors and services have a last day that is set beforehand. Leave `until` out, and record the departure on its day.',
    fr: 'Seuls les auditeurs externes et les services ont un dernier jour fixé d’avance. N’indiquez pas `until`, et enregistrez le départ le jour venu.',
  },
  PERSON_OUTSIDE_COMPANY: {
    kind: 'unprocessable',
    en: 'An outside auditor or a service has no employer, no manager and no organisation. Leave them out.',
    fr: 'Un auditeur externe ou un service n’a ni employeur, ni manager, ni organisme. N’en indiquez pas.',
  },
  UNTIL_AFTER_LAST_DAY: {
    kind: 'unprocessable',
    en: 'The person’s own last day is {lastDay}. Give a last day up to it, or none; for a longer time, give their entry a later last day first.',
    fr: 'Le dernier jour de cette personne est le {lastDay}. Indiquez au plus tard ce jour, ou aucun\u202F; pour une durée plus longue, repoussez d’abord le dernier jour de sa fiche.',
  },
  UNTIL_IN_PAST: {
    kind: 'unprocessable',
    en: '{until} has passed: it is {today}. Give a last day from today on.',
    fr: 'Le {until} est passé : nous sommes le {today}. Indiquez un dernier jour à partir d’aujourd’hui.',
  },
  ROLE_GRANT_FORBIDDEN: {
    kind: 'forbidden',
    en: 'You may neither give nor take back the role {role}. Ask an administrator.',
    fr: 'Vous ne pouvez ni donner ni retirer le rôle {role}. Adressez-vous à un administrateur.',
  },
  ROLE_GRANT_ADMIN_ONLY: {
    kind: 'forbidden',
    en: 'Only an administrator may answer the request for a role.',
    fr: 'Seul un administrateur peut répondre à la demande d’un rôle.',
  },
  ROLE_TO_ONESELF: {
    kind: 'forbidden',
    en: 'Nobody gives a role to themselves, or to whoever handed over their access. Ask another administrator.',
    fr: 'Personne ne donne un rôle à soi-même, ni à qui lui a remis son accès. Adressez-vous à un autre administrateur.',
  },
  ROLE_NOT_HELD: {
    kind: 'conflict',
    en: 'The person does not hold this role by a grant, or no longer. Read /v1/people/{id} for the roles that they hold.',
    fr: 'La personne n’a pas ce rôle par attribution, ou ne l’a plus. Lisez /v1/people/{id} pour les rôles qu’elle a.',
  },
  ROLE_NOT_FOR_KIND: {
    kind: 'unprocessable',
    en: 'The role {role} is not for this kind of person: an outside auditor only audits, and the role service is for services.',
    fr: 'Le rôle {role} ne convient pas à ce type de personne : un auditeur externe ne fait qu’auditer, et le rôle service est celui des services.',
  },
  ROLE_NOT_OF_EMPLOYER: {
    kind: 'unprocessable',
    en: 'The role {role} cannot be limited to an employer; {limited} can. Leave the employer out.',
    fr: 'Le rôle {role} ne peut être limité à une entité employeuse, contrairement à {limited}. N’en indiquez pas.',
  },
  ROLE_NOT_OF_ORGANISATION: {
    kind: 'unprocessable',
    en: 'The role {role} is not of an organisation. Leave the organisation out.',
    fr: 'Le rôle {role} n’est pas celui d’un organisme. N’indiquez pas d’organisme.',
  },
  ROLE_ORGANISATION_MISSING: {
    kind: 'unprocessable',
    en: 'Whoever holds the role organisation speaks for one. Give it in `organisation`.',
    fr: 'Qui a le rôle organisation parle pour un organisme. Indiquez-le dans `organisation`.',
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
  SIRET_GIVEN: {
    kind: 'unprocessable',
    en: '{number} is a SIRET, the number of one establishment. Give the SIREN of the whole body: {siren}.',
    fr: '{number} est un SIRET, le numéro d’un établissement. Indiquez le SIREN de l’entité entière\u00A0: {siren}.',
  },
  ALSACE_MOSELLE_INVALID: {
    kind: 'unprocessable',
    en: '{number} is not a number of a register of Alsace-Moselle. Give the court, the volume and the folio and nothing more, such as “Strasbourg, volume 81, folio 12”, or the AMALIA number.',
    fr: '{number} n’est pas un numéro d’un registre d’Alsace-Moselle. Indiquez le tribunal, le volume et le folio, sans rien d’autre, comme «\u00A0Strasbourg, volume 81, folio 12\u00A0», ou le numéro AMALIA.',
  },
  FOREIGN_NUMBER_FRENCH: {
    kind: 'unprocessable',
    en: '{number} is a number of France. Give the register that it is of: siren, rna or alsace-moselle.',
    fr: '{number} est un numéro de France. Indiquez le registre dont il relève\u00A0: siren, rna ou alsace-moselle.',
  },
  COUNTRY_UNKNOWN: {
    kind: 'unprocessable',
    en: 'The country of {number} is unknown ({country}). Begin with the two letters of ISO 3166-1, such as BE 0123.456.789.',
    fr: 'Le pays de {number} est inconnu ({country}). Commencez par les deux lettres de la norme ISO 3166-1, comme BE 0123.456.789.',
  },
  FOREIGN_NUMBER_INVALID: {
    kind: 'unprocessable',
    en: '{number} is not a foreign number that can be stored. Begin with the two letters of the country, such as BE 0123.456.789; Latin letters and plain digits, {most} at most.',
    fr: '{number} n’est pas un numéro étranger qui puisse être enregistré. Commencez par les deux lettres du pays, comme BE 0123.456.789\u202F; des lettres latines et des chiffres ordinaires, {most} au plus.',
  },
} as const satisfies RejectionTable<string>;

export type DirectoryRejection = keyof typeof directoryRejections;

/** One of the codes above, for the refusal of a claim. */
export function rejection(code: DirectoryRejection, params: Rejection['params'] = {}): Rejection<DirectoryRejection> {
  return { code, params };
}

/** A refusal by one of the codes above. */
export function refuse(code: DirectoryRejection, params: Rejection['params'] = {}): Refused {
  return refused(code, params);
}
