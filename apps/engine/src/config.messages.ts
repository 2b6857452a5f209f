import { filled, type Sentence, type SentenceParams } from '@jalon/kernel';

/** The faults of a variable, with its allowed values. They never contain a value that may be secret. */
export const configMessages = {
  PORT: {
    en: 'PORT is "{value}": a whole number from 0 (any free port) to 65535 is needed.',
    fr: 'PORT vaut «\u00A0{value}\u00A0»\u00A0: il faut un nombre entier de 0 (n’importe quel port libre) à 65535.',
  },
  HOST: {
    en: 'HOST is "{value}": a host name or IP address is needed, such as 127.0.0.1.',
    fr: 'HOST vaut «\u00A0{value}\u00A0»\u00A0: il faut un nom d’hôte ou une adresse IP, comme 127.0.0.1.',
  },
  ONE_OF: {
    en: '{name} is "{value}": {values} is needed.',
    fr: '{name} vaut «\u00A0{value}\u00A0»\u00A0: il faut {values}.',
  },
  ANY_OF: { en: 'one of {values}', fr: 'l’une de ces valeurs\u00A0: {values}' },
  NO_FOLDER: {
    en: '{name} is {folder}, where a file is in the way: name a folder, which need not be there yet.',
    fr: '{name} est {folder}, où un fichier barre la route\u00A0: indiquez un dossier, qui peut ne pas exister encore.',
  },
  COUNT: {
    en: '{name} is "{value}": a whole number from 1 to {highest} is needed.',
    fr: '{name} vaut «\u00A0{value}\u00A0»\u00A0: il faut un nombre entier de 1 à {highest}.',
  },
  READ_AUDIT_DAYS: {
    en: 'READ_AUDIT_DAYS is "{value}": a whole number of days from 30 to 3650 is needed.',
    fr: 'READ_AUDIT_DAYS vaut «\u00A0{value}\u00A0»\u00A0: il faut un nombre entier de jours, de 30 à 3650.',
  },
  TRUSTED_PROXIES: {
    en: 'TRUSTED_PROXIES holds "{value}": addresses or networks are needed, such as 10.0.0.1,10.1.0.0/16.',
    fr: 'TRUSTED_PROXIES contient «\u00A0{value}\u00A0»\u00A0: il faut des adresses ou des réseaux, comme 10.0.0.1,10.1.0.0/16.',
  },
  ALLOWED_ORIGINS: {
    en: 'ALLOWED_ORIGINS holds "{value}": whole origins are needed, without a path, a final slash or an asterisk, such as https://jalon.example.org.',
    fr: 'ALLOWED_ORIGINS contient «\u00A0{value}\u00A0»\u00A0: il faut des origines entières, sans chemin, barre finale ni astérisque, comme https://jalon.example.org.',
  },
  PUBLIC_URL: {
    en: 'PUBLIC_URL is "{value}": the origin is needed under which browsers reach the service, without a path, such as https://jalon.example.org (http:// on this machine only).',
    fr: 'PUBLIC_URL vaut «\u00A0{value}\u00A0»\u00A0: il faut l’origine sous laquelle les navigateurs atteignent le service, sans chemin, comme https://jalon.example.org (http:// sur cette machine seulement).',
  },
  PUBLIC_URL_NEEDED: {
    en: 'People log in by a provider, and HOST is "{host}": set PUBLIC_URL to the origin under which browsers reach the service.',
    fr: 'On se connecte par un fournisseur, et HOST vaut «\u00A0{host}\u00A0»\u00A0: indiquez dans PUBLIC_URL l’origine sous laquelle les navigateurs atteignent le service.',
  },
  SMTP_URL: {
    en: "SMTP_URL is not a mail server's URL: use smtp://user:password@host:587 or smtps://user:password@host:465, with the account percent-encoded; ?tls=optional lets an unencrypted server take mails.",
    fr: 'SMTP_URL n’est pas l’URL d’un serveur de messagerie\u00A0: utilisez smtp://user:password@host:587 ou smtps://user:password@host:465, le compte étant encodé pour une URL\u202F; le paramètre tls=optional permet un serveur sans chiffrement.',
  },
  MAIL_FROM_NEEDED: {
    en: 'SMTP_URL is set: set MAIL_FROM, too, to the address that mails come from, such as Jalon <jalon@example.org>.',
    fr: 'SMTP_URL est indiquée\u00A0: indiquez aussi dans MAIL_FROM l’adresse d’où viennent les messages, comme Jalon <jalon@example.org>.',
  },
  MAIL_FROM: {
    en: 'MAIL_FROM is "{value}": an address is needed, such as jalon@example.org or Jalon <jalon@example.org>.',
    fr: 'MAIL_FROM vaut «\u00A0{value}\u00A0»\u00A0: il faut une adresse, comme jalon@example.org ou Jalon <jalon@example.org>.',
  },
  MAIL_FROM_ALONE: {
    en: 'MAIL_FROM is set without SMTP_URL: set SMTP_URL to the mail server, or leave both out.',
    fr: 'MAIL_FROM est indiquée sans SMTP_URL\u00A0: indiquez le serveur de messagerie dans SMTP_URL, ou n’indiquez aucune des deux.',
  },
  PUBLIC_URL_FOR_MAIL: {
    en: 'SMTP_URL is set: set PUBLIC_URL, too, to the origin that the links in mails begin with, such as https://jalon.example.org.',
    fr: 'SMTP_URL est indiquée\u00A0: indiquez aussi dans PUBLIC_URL l’origine par laquelle commencent les liens des messages, comme https://jalon.example.org.',
  },
  STORE_PATIENCE: {
    en: 'STORE_PATIENCE_MS is "{value}": a whole number of milliseconds from 500 to 60000 is needed.',
    fr: 'STORE_PATIENCE_MS vaut «\u00A0{value}\u00A0»\u00A0: il faut un nombre entier de millisecondes de 500 à 60000.',
  },
  KEYS_LOST: {
    en: 'KEYS_LOST_UP_TO is "{value}": a position of the event store is needed, as the start that was refused named it.',
    fr: 'KEYS_LOST_UP_TO vaut «\u00A0{value}\u00A0»\u00A0: il faut une position du magasin d’événements, telle que l’a nommée le démarrage refusé.',
  },
  KEYS_WITH_DATA: {
    en: 'JALON_KEYS_DIR is {folder}, inside JALON_DATA_DIR: the keys need a folder apart from the data.',
    fr: 'JALON_KEYS_DIR est {folder}, dans JALON_DATA_DIR\u00A0: les clés demandent un dossier à part des données.',
  },
  LIST_WITH_DATA: {
    en: 'DESTROYED_KEYS_URL names a file inside JALON_DATA_DIR: the list needs a place apart from the data.',
    fr: 'DESTROYED_KEYS_URL désigne un fichier dans JALON_DATA_DIR\u00A0: la liste demande une place à part des données.',
  },
  LIST_IN_DATABASE: {
    en: 'DESTROYED_KEYS_URL is a database while KEY_STORE_URL is a file: name a file too.',
    fr: 'DESTROYED_KEYS_URL est une base de données alors que KEY_STORE_URL est un fichier\u00A0: indiquez aussi un fichier.',
  },
  DATABASE_URL: {
    en: "{name} is not a database's URL: use postgres://user:password@host:port/database.",
    fr: '{name} n’est pas l’URL d’une base de données\u00A0: utilisez postgres://user:password@host:port/database.',
  },
  SSLMODE: {
    en: '{name} has an sslmode that it does not take: {values}.',
    fr: '{name} a un sslmode qu’elle ne prend pas\u00A0: {values}.',
  },
  SCHEME_LATER: {
    en: '{name} begins with {scheme}// which comes with a later version: use sqlite: for now.',
    fr: '{name} commence par {scheme}//, qui viendra avec une version ultérieure\u00A0: utilisez sqlite: pour l’instant.',
  },
  STORE_URL: {
    en: "{name} is not a store's URL: use sqlite: (a file in the data folder) or sqlite:<file>{also}.",
    fr: '{name} n’est pas l’URL d’un magasin\u00A0: utilisez sqlite: (un fichier du dossier des données) ou sqlite:<fichier>{also}.',
  },
  OR_POSTGRES: {
    en: ', or postgres://user:password@host:port/database',
    fr: ', ou postgres://user:password@host:port/database',
  },
  NOTHING: { en: '', fr: '' },
  PLAIN_FILE: {
    en: '{name} must name a plain file after sqlite:, or nothing for one in the data folder.',
    fr: '{name} doit désigner un simple fichier après sqlite:, ou rien pour un fichier du dossier des données.',
  },
  FILE_SHARED: {
    en: 'Two of the store URLs name {file}: each store needs a file of its own.',
    fr: 'Deux des URL de magasins désignent {file}\u00A0: chaque magasin demande un fichier à lui.',
  },

  SERVER_URL: {
    en: 'EVENT_STORE_URL names no server: use esdb://host:port or esdb+discover://name:port.',
    fr: 'EVENT_STORE_URL ne désigne aucun serveur\u00A0: utilisez esdb://host:port ou esdb+discover://name:port.',
  },
  ACCOUNT_TWICE: {
    en: 'EVENT_STORE_URL holds an account, and EVENT_STORE_USER is set too: name it once.',
    fr: 'EVENT_STORE_URL contient un compte, et EVENT_STORE_USER est indiqué aussi\u00A0: nommez-le une seule fois.',
  },
  ACCOUNT_MALFORMED: {
    en: 'EVENT_STORE_URL names an account that is not user:password, with %-codes for what URLs reserve.',
    fr: 'EVENT_STORE_URL nomme un compte qui n’est pas user:password, avec des codes % pour ce que les URL réservent.',
  },
  PASSWORD_TWICE: {
    en: 'EVENT_STORE_PASSWORD and EVENT_STORE_PASSWORD_FILE are both set: one of them is needed.',
    fr: 'EVENT_STORE_PASSWORD et EVENT_STORE_PASSWORD_FILE sont indiquées toutes deux\u00A0: il en faut une.',
  },
  PASSWORD_FILE: {
    en: 'EVENT_STORE_PASSWORD_FILE names a file that cannot be read, or holds nothing.',
    fr: 'EVENT_STORE_PASSWORD_FILE désigne un fichier illisible, ou vide.',
  },
  ACCOUNT_HALF: {
    en: 'EVENT_STORE_USER needs EVENT_STORE_PASSWORD or EVENT_STORE_PASSWORD_FILE, and the other way round.',
    fr: 'EVENT_STORE_USER demande EVENT_STORE_PASSWORD ou EVENT_STORE_PASSWORD_FILE, et inversement.',
  },
  OPTION_UNKNOWN: {
    en: 'EVENT_STORE_URL has an unknown option, {option}: {known} are known.',
    fr: 'EVENT_STORE_URL a une option inconnue, {option}\u00A0: on connaît {known}.',
  },
  NO_NAME: { en: 'one that is no name', fr: 'qui n’est pas un nom' },
  OPTION_VALUE: {
    en: 'EVENT_STORE_URL has a value for {option} that it does not take: {values}.',
    fr: 'EVENT_STORE_URL donne à {option} une valeur qu’elle ne prend pas\u00A0: {values}.',
  },
  WHOLE_NUMBER: { en: 'a whole number', fr: 'un nombre entier' },
  SOME_TEXT: {
    en: 'some text, with %-codes for what URLs reserve',
    fr: 'un texte, avec des codes % pour ce que les URL réservent',
  },

  SERVICE_NAME: {
    en: 'OTEL_SERVICE_NAME is too long or has unusual letters: up to 100 plain ones are needed.',
    fr: 'OTEL_SERVICE_NAME est trop long ou a des lettres inhabituelles\u00A0: il en faut au plus 100, simples.',
  },
  SAMPLER_ARGUMENT: {
    en: 'OTEL_TRACES_SAMPLER_ARG must say which part of the traces is kept: a number from 0 to 1, such as 0.1.',
    fr: 'OTEL_TRACES_SAMPLER_ARG doit dire quelle part des traces est gardée\u00A0: un nombre de 0 à 1, comme 0.1.',
  },
  RECEIVER_URL: {
    en: "{name} is not a receiver's URL: use http://host:4318 or https://host.",
    fr: '{name} n’est pas l’URL d’un récepteur\u00A0: utilisez http://host:4318 ou https://host.',
  },
} as const satisfies Readonly<Record<string, Sentence>>;

/** One of them, filled. */
export const configMessage = (code: keyof typeof configMessages, params: SentenceParams = {}): Sentence =>
  filled(configMessages[code], params);
