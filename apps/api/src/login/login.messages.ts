import type { Sentence } from '@jalon/kernel';

/** The words of the pages of login. */
export const loginMessages = {
  LOG_IN: { en: 'Log in to Jalon', fr: 'Se connecter à Jalon' },
  LOG_IN_BY: { en: 'Log in with {title}', fr: 'Se connecter avec {title}' },
  NO_WAY_IN: {
    en: 'No identity provider is connected to this service. Whoever runs it prints a login address with “jalon login-link”, or connects a provider.',
    fr: 'Aucun fournisseur d’identité n’est relié à ce service. La personne qui l’exploite imprime une adresse de connexion avec «\u00A0jalon login-link\u00A0», ou relie un fournisseur.',
  },
  BY_INVITATION: {
    en: 'You enter by invitation. If you were invited before, use your passkey, or have a link mailed to you.',
    fr: 'On entre sur invitation. Si vous avez déjà été invité, utilisez votre clé d’accès, ou faites-vous envoyer un lien.',
  },
  LOGGED_IN: { en: 'You are logged in', fr: 'Vous êtes connecté' },
  LOGGED_IN_TO: { en: 'Tenant: {tenants}.', fr: 'Espace client\u00A0: {tenants}.' },
  LOG_OUT: { en: 'Log out', fr: 'Se déconnecter' },
  LOGGED_OUT: { en: 'You are logged out', fr: 'Vous êtes déconnecté' },
  LOG_OUT_THERE: {
    en: 'End the session at your identity provider, too',
    fr: 'Mettre fin aussi à la session chez votre fournisseur d’identité',
  },
  AGAIN: { en: 'Back to the login page', fr: 'Revenir à la page de connexion' },
  LINK: { en: 'Log in with this link', fr: 'Se connecter avec ce lien' },
  LINK_ONCE: {
    en: 'The link works once. Go on only if you asked for it yourself.',
    fr: 'Le lien ne sert qu’une fois. Ne continuez que si vous l’avez demandé vous-même.',
  },
  GO_ON: { en: 'Log in', fr: 'Se connecter' },
  DEMO: { en: 'Who do you want to be?', fr: 'Qui voulez-vous être\u00A0?' },
  DEMO_WHY: {
    en: 'The tenant “{tenant}” is a demonstration: you may act as anybody in it.',
    fr: 'L’espace client «\u00A0{tenant}\u00A0» est une démonstration\u00A0: vous pouvez y agir comme n’importe qui.',
  },
  DEMO_BE: { en: 'Be {name}', fr: 'Être {name}' },
  INVITATION: { en: 'Your invitation to Jalon', fr: 'Votre invitation à Jalon' },
  INVITED: {
    en: 'Hello{name}. You are invited to enter Jalon.',
    fr: 'Bonjour{name}. Vous êtes invité à entrer dans Jalon.',
  },
  INVITED_FOR: {
    en: 'Hello{name}. You are invited to enter Jalon for {organisation}.',
    fr: 'Bonjour{name}. Vous êtes invité à entrer dans Jalon pour {organisation}.',
  },
  INVITED_TOO: {
    en: 'You are already logged in: you will have this account with the same passkeys, beside the one that you have.',
    fr: 'Vous êtes déjà connecté\u00A0: vous aurez ce compte avec les mêmes clés d’accès, à côté de celui que vous avez.',
  },
  ENTER: { en: 'Enter', fr: 'Entrer' },
  EXPIRED: {
    en: 'This link has expired. We can mail a new one to the same address.',
    fr: 'Ce lien a expiré. Nous pouvons en envoyer un nouveau à la même adresse.',
  },
  EXPIRED_ASK: {
    en: 'This link has expired. Ask whoever gave it to you for a new one.',
    fr: 'Ce lien a expiré. Demandez-en un nouveau à la personne qui vous l’a donné.',
  },
  MAIL_ANOTHER: { en: 'Mail me a new link', fr: 'M’envoyer un nouveau lien' },
  MAILED: { en: 'Look at your mail', fr: 'Regardez vos messages' },
  MAILED_IF_KNOWN: {
    en: 'If this address is known here, a link to log in is on its way. It works once, within 15 minutes.',
    fr: 'Si cette adresse est connue ici, un lien de connexion est en route. Il ne sert qu’une fois, dans les 15 minutes.',
  },
  MAILED_AGAIN: {
    en: 'A new link is on its way to the same address.',
    fr: 'Un nouveau lien est en route vers la même adresse.',
  },
  ADDRESS: { en: 'Your e-mail address', fr: 'Votre adresse e-mail' },
  MAIL_LINK: { en: 'Mail me a link to log in', fr: 'M’envoyer un lien de connexion' },
  PASSKEY_LOGIN: { en: 'Log in with a passkey', fr: 'Se connecter avec une clé d’accès' },
  PASSKEYS: { en: 'Your passkeys', fr: 'Vos clés d’accès' },
  PASSKEYS_WHY: {
    en: 'With a passkey you log in by your fingerprint, your face or the code of your device. Without one, a link is mailed to you each time.',
    fr: 'Avec une clé d’accès, vous vous connectez par votre empreinte, votre visage ou le code de votre appareil. Sans elle, un lien vous est envoyé à chaque fois.',
  },
  PASSKEY_NAME: { en: 'Name of this device', fr: 'Nom de cet appareil' },
  PASSKEY_ADD: { en: 'Add a passkey', fr: 'Ajouter une clé d’accès' },
  PASSKEY_REMOVE: { en: 'Remove', fr: 'Supprimer' },
  PASSKEY_UNSUPPORTED: {
    en: 'This browser has no passkeys: use a newer one, or a link by mail.',
    fr: 'Ce navigateur n’a pas de clés d’accès\u00A0: utilisez-en un plus récent, ou un lien par e-mail.',
  },
  GO_TO_LOGIN: { en: 'Go on without a passkey', fr: 'Continuer sans clé d’accès' },
  IDENTITY: {
    en: 'An administrator links you by this issuer and this subject:',
    fr: 'Un administrateur vous relie par cet émetteur et ce sujet\u00A0:',
  },
} as const satisfies Readonly<Record<string, Sentence>>;
