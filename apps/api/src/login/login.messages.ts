import type { Sentence } from '@jalon/kernel';

/** The words of the pages of login. */
export const loginMessages = {
  LOG_IN: { en: 'Log in to Jalon', fr: 'Se connecter à Jalon' },
  LOG_IN_BY: { en: 'Log in with {title}', fr: 'Se connecter avec {title}' },
  NO_WAY_IN: {
    en: 'No identity provider is connected to this service. Whoever runs it prints a login address with “jalon login-link”, or connects a provider.',
    fr: 'Aucun fournisseur d’identité n’est relié à ce service. La personne qui l’exploite imprime une adresse de connexion avec «\u00A0jalon login-link\u00A0», ou relie un fournisseur.',
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
  IDENTITY: {
    en: 'An administrator links you by this issuer and this subject:',
    fr: 'Un administrateur vous relie par cet émetteur et ce sujet\u00A0:',
  },
} as const satisfies Readonly<Record<string, Sentence>>;
