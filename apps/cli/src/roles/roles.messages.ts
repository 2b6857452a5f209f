import type { Sentence } from '@jalon/kernel';

/** The messages about roles that are granted. */
export const rolesMessages = {
  GRANTED: {
    en: '{person} has the role {role}, granted by the operator {operator}.',
    fr: '{person} a le rôle {role}, attribué par l’exploitant {operator}.',
  },
  HAS_ALREADY: {
    en: '{person} has the role {role} already.',
    fr: '{person} a déjà le rôle {role}.',
  },
  REVOKED: {
    en: 'The role {role} was taken back from {person} by the operator {operator}.',
    fr: 'Le rôle {role} a été retiré à {person} par l’exploitant {operator}.',
  },
  REVOKED_ALREADY: {
    en: 'The role {role} had been taken back from {person} already.',
    fr: 'Le rôle {role} avait déjà été retiré à {person}.',
  },
  ROLE: {
    en: '{person}  {role}{scope}, since {grantedAt}{until}; granted by {grantedBy}{confirmed}{revoked}',
    fr: '{person}  {role}{scope}, depuis {grantedAt}{until}\u202F; attribué par {grantedBy}{confirmed}{revoked}',
  },
  OF_EMPLOYER: { en: ' of employer {id}', fr: ' de l’entité employeuse {id}' },
  OF_ORGANISATION: { en: ' of organisation {id}', fr: ' de l’organisme {id}' },
  UNTIL: { en: ', until {until}', fr: ', jusqu’au {until}' },
  AS_OPERATOR: { en: ', the operator', fr: ', l’exploitant' },
  SECOND_PERSON: { en: ', the second person of act {actId}', fr: ', la seconde personne de l’acte {actId}' },
  TAKEN_BACK: { en: ', taken back at {revokedAt} by {revokedBy}', fr: ', retiré le {revokedAt} par {revokedBy}' },
  NONE: { en: 'No role was granted.', fr: 'Aucun rôle n’a été attribué.' },
} as const satisfies Readonly<Record<string, Sentence>>;
