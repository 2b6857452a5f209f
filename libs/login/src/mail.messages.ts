import type { Sentence } from '@jalon/kernel';

/** The mails that are sent. `{link}` stands on a line of its own, so that programs make it a link. */
export const mailTexts = {
  INVITATION: {
    subject: { en: 'Your access to Jalon', fr: 'Votre accès à Jalon' },
    text: {
      en: 'Hello{name},\n\nYou are invited to enter Jalon{organisation}. Open this link within seven days; it works once:\n\n{link}\n\nIf you do not know why you get this message, ignore it.\n',
      fr: 'Bonjour{name},\n\nVous êtes invité à entrer dans Jalon{organisation}. Ouvrez ce lien dans les sept jours\u00A0; il ne sert qu’une fois\u00A0:\n\n{link}\n\nSi vous ne savez pas pourquoi vous recevez ce message, ignorez-le.\n',
    },
  },
  FOR_ORGANISATION: { en: ' for {organisation}', fr: ' pour {organisation}' },
  LOGIN_LINK: {
    subject: { en: 'Your link to log in to Jalon', fr: 'Votre lien de connexion à Jalon' },
    text: {
      en: 'Hello{name},\n\nOpen this link within 15 minutes to log in; it works once:\n\n{link}\n\nIf you did not ask for it, ignore this message: nobody can log in without it.\n',
      fr: 'Bonjour{name},\n\nOuvrez ce lien dans les 15 minutes pour vous connecter\u00A0; il ne sert qu’une fois\u00A0:\n\n{link}\n\nSi vous ne l’avez pas demandé, ignorez ce message\u00A0: personne ne peut se connecter sans lui.\n',
    },
  },
  PASSKEY_ADDED: {
    subject: {
      en: 'A passkey was added to your access to Jalon',
      fr: 'Une clé d’accès a été ajoutée à votre accès à Jalon',
    },
    text: {
      en: 'Hello{name},\n\nA passkey was added, by which you can log in to Jalon. If it was not you, tell the human resources of the company that works with you, or its data protection officer, at once.\n',
      fr: 'Bonjour{name},\n\nUne clé d’accès a été ajoutée, par laquelle vous pouvez vous connecter à Jalon. Si ce n’était pas vous, dites-le tout de suite aux ressources humaines de l’entreprise avec laquelle vous travaillez, ou à son délégué à la protection des données.\n',
    },
  },
  ACCOUNT_JOINED: {
    subject: {
      en: 'Your access to Jalon leads to one more account',
      fr: 'Votre accès à Jalon mène à un compte de plus',
    },
    text: {
      en: 'Hello{name},\n\nAn account with another company was joined to the access by which you enter Jalon here. Your passkeys and sessions ended: log in again, and add your passkeys again. If it was not you, tell the human resources of the company that works with you, or its data protection officer, at once.\n',
      fr: 'Bonjour{name},\n\nUn compte auprès d’une autre entreprise a été joint à l’accès par lequel vous entrez ici dans Jalon. Vos clés d’accès et vos sessions ont pris fin\u00A0: connectez-vous de nouveau, et ajoutez de nouveau vos clés. Si ce n’était pas vous, dites-le tout de suite aux ressources humaines de l’entreprise avec laquelle vous travaillez, ou à son délégué à la protection des données.\n',
    },
  },
  ADDRESS_CHANGED: {
    subject: { en: 'Your address in Jalon was changed', fr: 'Votre adresse dans Jalon a été changée' },
    text: {
      en: 'Hello{name},\n\nYour address in Jalon was changed: messages no longer go to this mailbox, and its links log nobody in. If you did not ask for it, tell the human resources of the company that works with you, or its data protection officer, at once.\n',
      fr: 'Bonjour{name},\n\nVotre adresse dans Jalon a été changée\u00A0: les messages ne vont plus à cette boîte, et ses liens ne connectent plus personne. Si vous ne l’avez pas demandé, dites-le tout de suite aux ressources humaines de l’entreprise avec laquelle vous travaillez, ou à son délégué à la protection des données.\n',
    },
  },
} as const satisfies Readonly<Record<string, Sentence | { readonly subject: Sentence; readonly text: Sentence }>>;
