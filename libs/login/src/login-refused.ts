import type { RejectionTable, SentenceParams } from '@jalon/kernel';

/** Why an invitation, a link or a passkey is refused. */
export const loginRejections = {
  INVITATION_PERSON_UNKNOWN: {
    kind: 'unprocessable',
    en: 'Nobody is registered under this id. Register the person first (POST /v1/people), then invite them.',
    fr: 'Personne n’est enregistré sous cet identifiant. Enregistrez d’abord la personne (POST /v1/people), puis invitez-la.',
  },
  INVITATION_PERSON_LEFT: {
    kind: 'conflict',
    en: 'This person has left, and cannot be invited. They enter by the private e-mail address that they gave before.',
    fr: 'Cette personne est partie, et ne peut pas être invitée. Elle entre par l’adresse électronique privée qu’elle a donnée avant.',
  },
  INVITATION_OF_ONESELF: {
    kind: 'forbidden',
    en: 'You cannot invite yourself. Have another person of human resources or an administrator do it.',
    fr: 'Vous ne pouvez pas vous inviter vous-même. Demandez-le à une autre personne des ressources humaines ou de l’administration.',
  },
  INVITATION_ROLE_NOT_HELD: {
    kind: 'unprocessable',
    en: 'This person does not hold the role {role}, and an invitation grants none. Give them the role first (by their entry, or POST /v1/people/{id}/roles), then invite them.',
    fr: 'Cette personne n’a pas le rôle {role}, et une invitation n’en donne aucun. Donnez-lui d’abord ce rôle (par sa fiche, ou POST /v1/people/{id}/roles), puis invitez-la.',
  },
  INVITATION_ORGANISATION_DIFFERS: {
    kind: 'unprocessable',
    en: 'Name the organisation that the person’s entry says they speak for, with the role organisation only.',
    fr: 'Indiquez l’organisation pour laquelle la personne parle selon sa fiche, avec le seul rôle organisation.',
  },
  INVITATION_ADDRESS_DIFFERS: {
    kind: 'unprocessable',
    en: 'This is not the address in the person’s entry, to which invitations go. Revise the entry first (POST /v1/people/{id}/revisions), or leave the address out.',
    fr: 'Ce n’est pas l’adresse de la fiche de la personne, où vont les invitations. Révisez d’abord la fiche (POST /v1/people/{id}/revisions), ou n’indiquez pas d’adresse.',
  },
  INVITATION_ADDRESS_CHANGED: {
    kind: 'conflict',
    en: 'The address in the person’s entry was changed since this invitation was made. Revoke it, and invite the person again.',
    fr: 'L’adresse de la fiche de la personne a été changée depuis cette invitation. Révoquez-la, et invitez de nouveau la personne.',
  },
  INVITATION_NO_ADDRESS: {
    kind: 'unprocessable',
    en: 'The person’s entry holds no address to write to. Revise the entry first (POST /v1/people/{id}/revisions): send all of its fields, since those that are left out are emptied.',
    fr: 'La fiche de la personne ne contient pas d’adresse où écrire. Révisez d’abord la fiche (POST /v1/people/{id}/revisions)\u00A0: envoyez tous ses champs, car ceux qui manquent sont vidés.',
  },
  MAIL_NOT_CONFIGURED: {
    kind: 'unprocessable',
    en: 'This service sends no mail, and hands no links over: it runs on several machines, in a production tenant. Have whoever runs it set SMTP_URL.',
    fr: 'Ce service n’envoie pas de messages, et ne remet pas de liens\u00A0: il fonctionne sur plusieurs machines, chez un client en production. Demandez à la personne qui l’exploite d’indiquer SMTP_URL.',
  },
  INVITATION_UNKNOWN: {
    kind: 'not-found',
    en: 'There is no such invitation.',
    fr: 'Cette invitation n’existe pas.',
  },
  INVITATION_OVER: {
    kind: 'conflict',
    en: 'This invitation was redeemed or revoked. Make a new one where it is needed.',
    fr: 'Cette invitation a été utilisée ou révoquée. Faites-en une nouvelle s’il le faut.',
  },
  INVITATION_UNRELEASED: {
    kind: 'conflict',
    en: 'A second person must release this invitation before it has a link (POST /v1/invitations/{id}/release).',
    fr: 'Une seconde personne doit libérer cette invitation avant qu’elle ait un lien (POST /v1/invitations/{id}/release).',
  },
  INVITATION_NOT_WAITING: {
    kind: 'conflict',
    en: 'This invitation does not wait for a second person.',
    fr: 'Cette invitation n’attend pas de seconde personne.',
  },
  INVITATION_SAME_PERSON: {
    kind: 'forbidden',
    en: 'Whoever made this invitation, is invited by it, gave its address or handed over your access cannot do this: another person of human resources or an administrator must.',
    fr: 'La personne qui a fait cette invitation, qu’elle concerne, qui en a donné l’adresse ou qui vous a remis votre accès ne peut pas faire cela\u00A0: une autre personne des ressources humaines ou de l’administration le doit.',
  },
  INVITATION_ACCESS_HANDED_OVER: {
    kind: 'forbidden',
    en: 'Somebody handed your access over to you, so you cannot release or pass on the access of others. Enter by a mailed invitation, or have another person do this.',
    fr: 'Votre accès vous a été remis par quelqu’un\u00A0: vous ne pouvez donc ni libérer ni transmettre celui d’autres personnes. Entrez par une invitation reçue par courriel, ou demandez-le à une autre personne.',
  },
  INVITATION_TOO_OFTEN: {
    kind: 'conflict',
    en: 'This person was sent {limit} {limit|invitation|invitations} within a day. Send another one tomorrow.',
    fr: 'Cette personne a reçu {limit} {limit|invitation|invitations} en un jour. Envoyez-en une autre demain.',
  },
  INVITATION_LINK_OVER: {
    kind: 'not-found',
    en: 'This link does not let anybody in: it was used, revoked, or replaced by a newer one. Ask whoever invited you.',
    fr: 'Ce lien ne permet plus d’entrer\u00A0: il a été utilisé, révoqué, ou remplacé par un plus récent. Demandez à la personne qui vous a invité.',
  },
  INVITATION_LINK_HELD: {
    kind: 'conflict',
    en: 'A second person of the company must release this invitation first. You then get a new link.',
    fr: 'Une seconde personne de l’entreprise doit d’abord libérer cette invitation. Vous recevrez ensuite un nouveau lien.',
  },
  INVITATION_LINK_EXPIRED: {
    kind: 'conflict',
    en: 'This link has expired. Ask for a new one.',
    fr: 'Ce lien a expiré. Demandez-en un nouveau.',
  },
  IDENTITY_OF_ANOTHER: {
    kind: 'conflict',
    en: 'You are logged in as another person of this tenant. Log out, then open the link again.',
    fr: 'Vous êtes connecté comme une autre personne de ce client. Déconnectez-vous, puis rouvrez le lien.',
  },
  PASSKEY_NEEDS_INVITATION: {
    kind: 'forbidden',
    en: 'A passkey is added in a browser, by somebody who entered by an invitation, a link sent to their address or a passkey. Log in by one of these. Where you log in by an identity provider, you need no passkey.',
    fr: 'Une clé d’accès s’ajoute dans un navigateur, par une personne entrée par une invitation, un lien reçu à son adresse ou une clé d’accès. Connectez-vous par l’un d’eux. Si vous vous connectez par un fournisseur d’identité, il ne vous faut pas de clé d’accès.',
  },
  PASSKEYS_TOO_MANY: {
    kind: 'conflict',
    en: 'You have {most} {most|passkey|passkeys}, the most that one person may have. Remove one first.',
    fr: 'Vous avez {most} {most|clé|clés} d’accès, le plus qu’une personne puisse avoir. Supprimez-en une d’abord.',
  },
  PASSKEY_NOT_PROVEN: {
    kind: 'unprocessable',
    en: 'The answer of your device does not prove a passkey, or came too late. Try again.',
    fr: 'La réponse de votre appareil ne prouve pas une clé d’accès, ou est venue trop tard. Réessayez.',
  },
  PASSKEY_UNKNOWN: {
    kind: 'not-found',
    en: 'You have no such passkey here.',
    fr: 'Vous n’avez pas cette clé d’accès ici.',
  },
} as const satisfies RejectionTable<string>;

export type LoginRejection = keyof typeof loginRejections;

/** Something about entering is refused. */
export class LoginRefused extends Error {
  override readonly name = 'LoginRefused';
  readonly rejection: { readonly code: LoginRejection; readonly params: SentenceParams };

  constructor(code: LoginRejection, params: SentenceParams = {}) {
    super(`login refused: ${code}`);
    this.rejection = { code, params };
  }
}
