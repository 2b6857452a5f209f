import { filled, type Sentence, type SentenceParams } from '@jalon/kernel';

/** Every sentence of a start that is refused, but what stores and drivers say of themselves. */
export const startMessages = {
  DOES_NOT_START: { en: '{name} does not start.', fr: '{name} ne démarre pas.' },
  COULD_NOT_STOP: {
    en: 'It could not stop cleanly either: {reason}',
    fr: 'L’arrêt non plus ne s’est pas fait proprement\u00A0: {reason}',
  },
  STEP_FAILED: { en: '{step}: {reason}', fr: '{step}\u00A0: {reason}' },
  NOT_ANSWERING: {
    en: '{reason}. {variable} names a store that does not answer: start again once it answers.',
    fr: '{reason}. {variable} désigne un magasin qui ne répond pas\u00A0: redémarrez une fois qu’il répond.',
  },
  ONLY_READ: { en: '{reason}. {variable} names it.', fr: '{reason}. {variable} le désigne.' },

  EVENT_STORE_UNOPENED: {
    en: 'The event store cannot be opened',
    fr: 'Impossible d’ouvrir le magasin d’événements',
  },
  EVENT_STORE_UNREAD: { en: 'The event store cannot be read', fr: 'Impossible de lire le magasin d’événements' },
  KEY_STORE_UNOPENED: { en: 'The key store cannot be opened', fr: 'Impossible d’ouvrir le magasin de clés' },
  RECORD_STORE_UNOPENED: {
    en: 'The record store cannot be opened',
    fr: 'Impossible d’ouvrir le magasin d’enregistrements',
  },
  STORES_UNCOMPARED: {
    en: 'Whether the stores belong together cannot be seen',
    fr: 'Impossible de voir si les magasins vont ensemble',
  },
  EVENT_CORRUPT: {
    en: '{event}. Keep the store as it is. `jalon check` lists everything that is wrong; then put a backup back (`jalon restore`).',
    fr: '{event}. Gardez le magasin tel quel. `jalon check` énumère tout ce qui ne va pas ; remettez ensuite une sauvegarde (`jalon restore`).',
  },
  CANNOT_WRITE: {
    en: '{place} takes no writes, for {why}; then start again',
    fr: '{place} n’accepte aucune écriture, car {why}\u202F; puis redémarrez',
  },
  FILE_NO_DATABASE: {
    en: '{file} is no SQLite database, and was left as it is. {variable} names it: {remedy}',
    fr: '{file} n’est pas une base SQLite, et a été laissé tel quel. {variable} le désigne\u00A0: {remedy}',
  },
  FILE_OF_ANOTHER: {
    en: '{file} is a database of another program, and was left as it is. {variable} names it: {remedy}',
    fr: '{file} est la base d’un autre programme, et a été laissé tel quel. {variable} le désigne\u00A0: {remedy}',
  },
  FILE_IS_FOLDER: {
    en: '{file} is a folder, where a file should be. {variable} names it: {remedy}',
    fr: '{file} est un dossier, là où il faut un fichier. {variable} le désigne\u00A0: {remedy}',
  },
  FILE_MISSING: {
    en: 'there is no file {file}. {variable} names it: {remedy}',
    fr: 'il n’y a pas de fichier {file}. {variable} le désigne\u00A0: {remedy}',
  },
  FILE_EMPTY: {
    en: '{file} is empty. {variable} names it: {remedy}',
    fr: '{file} est vide. {variable} le désigne\u00A0: {remedy}',
  },
  FILE_DAMAGED: {
    en: '{file} is damaged ({reason}), and was left as it is. {variable} names it: {remedy}',
    fr: '{file} est endommagé ({reason}), et a été laissé tel quel. {variable} le désigne\u00A0: {remedy}',
  },
  RESTORE: {
    en: 'keep this file elsewhere, for it shows what happened, and put the newest backup of it back (`jalon restore`). `jalon check` lists what is wrong.',
    fr: 'gardez ce fichier ailleurs, car il montre ce qui s’est passé, et remettez-en la dernière sauvegarde (`jalon restore`). `jalon check` énumère ce qui ne va pas.',
  },
  RESTORE_FILE: {
    en: 'move this file, and the files beside it whose names begin with its own (-wal, -shm), elsewhere: they show what happened, and SQLite would read them into a backup. Put the newest backup of it in its place. `jalon check` lists what is wrong.',
    fr: 'déplacez ce fichier, et ceux à côté dont le nom commence par le sien (-wal, -shm)\u00A0: ils montrent ce qui s’est passé, et SQLite les lirait dans une sauvegarde. Mettez-en la dernière sauvegarde à sa place. `jalon check` énumère ce qui ne va pas.',
  },
  ANOTHER_BACKUP: {
    en: 'name a file that `jalon backup` has made, or another backup.',
    fr: 'désignez un fichier fait par `jalon backup`, ou une autre sauvegarde.',
  },
  PUT_BACK: {
    en: 'name the right file, or put the newest backup of it back.',
    fr: 'désignez le bon fichier, ou remettez-en la dernière sauvegarde.',
  },
  REMOVE_VIEWS: {
    en: 'name the right file, or move this one away. Views are built from the events again.',
    fr: 'désignez le bon fichier, ou déplacez celui-ci. Les vues sont reconstruites à partir des événements.',
  },
  THE_EVENT_STORE: {
    en: 'the event store {place} (EVENT_STORE_URL)',
    fr: 'le magasin d’événements {place} (EVENT_STORE_URL)',
  },
  THE_VIEW_STORE: { en: 'the view store {place} (VIEW_STORE_URL)', fr: 'le magasin des vues {place} (VIEW_STORE_URL)' },
  THE_KEY_STORE: { en: 'the key store {place} (KEY_STORE_URL)', fr: 'le magasin de clés {place} (KEY_STORE_URL)' },
  THE_DESTROYED_LIST: {
    en: 'the list of destroyed keys {place} (DESTROYED_KEYS_URL)',
    fr: 'la liste des clés détruites {place} (DESTROYED_KEYS_URL)',
  },
  THE_RECORD_STORE: {
    en: 'the record store {place} (RECORD_STORE_URL)',
    fr: 'le magasin d’enregistrements {place} (RECORD_STORE_URL)',
  },
  STORE_OF: { en: '{store} is of {name}', fr: '{store} est de {name}' },
  STORES_OF_OTHERS: {
    en:
      'The stores belong to different installations: {stores}. Nothing in them was changed. Set the variables to the stores of one ' +
      'installation. Views need not be kept: an empty view store is filled from the events.',
    fr:
      'Les magasins sont ceux d’installations différentes\u00A0: {stores}. Rien n’y a été modifié. Faites désigner par les variables les ' +
      'magasins d’une même installation. Les vues n’ont pas à être conservées\u00A0: un magasin de vues vide est rempli à partir des ' +
      'événements.',
  },
  EVENTS_EMPTY: {
    en:
      'There are no events in {events}, but these stores belong to an installation that has some: {others}. Nothing in them was ' +
      'changed. Set EVENT_STORE_URL to its event store, or put the newest backup of it back. To begin a new installation, first put ' +
      'these stores elsewhere.',
    fr:
      'Il n’y a aucun événement dans {events}, alors que ces magasins appartiennent à une installation qui en a\u00A0: {others}. ' +
      'Rien n’y a été modifié. Faites désigner son magasin d’événements par EVENT_STORE_URL, ou remettez-en la dernière sauvegarde. ' +
      'Pour commencer une nouvelle installation, mettez d’abord ces magasins ailleurs.',
  },
  STORE_IS_COPY: {
    en:
      'This is a copy that is not in service: {store}. A service on it and one on its source would go on apart. Declare it the ' +
      'successor of its source with `jalon copy … --successor`, `jalon keys copy … --successor` or `jalon records copy … --successor`.',
    fr:
      'C’est une copie qui n’est pas en service\u00A0: {store}. Un service sur elle et un autre sur sa source se contrediraient. ' +
      'Déclarez-la successeur de sa source par `jalon copy … --successor`, `jalon keys copy … --successor` ou `jalon records copy … --successor`.',
  },
  STORE_HAS_MOVED: {
    en: 'A copy of it was declared its successor: {store}. Set its variable to the new store.',
    fr: 'Une copie en a été déclarée le successeur\u00A0: {store}. Faites désigner le nouveau magasin par sa variable.',
  },
  VIEW_STORE_UNOPENED: { en: 'The view store cannot be opened', fr: 'Impossible d’ouvrir le magasin des vues' },
  DESTROYED_LIST_UNOPENED: {
    en: 'The list of destroyed keys cannot be opened',
    fr: 'Impossible d’ouvrir la liste des clés détruites',
  },
  COPY_SOURCE_UNOPENED: {
    en: 'The store to copy from cannot be opened',
    fr: 'Impossible d’ouvrir le magasin à copier',
  },
  COPY_TARGET_UNOPENED: {
    en: 'The store to copy to cannot be opened',
    fr: 'Impossible d’ouvrir le magasin qui doit recevoir la copie',
  },
  KEY_SOURCE_UNOPENED: {
    en: 'The key store to copy from cannot be opened',
    fr: 'Impossible d’ouvrir le magasin de clés à copier',
  },
  KEY_TARGET_UNOPENED: {
    en: 'The key store to copy to cannot be opened',
    fr: 'Impossible d’ouvrir le magasin de clés qui doit recevoir la copie',
  },
  RECORD_SOURCE_UNOPENED: {
    en: 'The record store to copy from cannot be opened',
    fr: 'Impossible d’ouvrir le magasin d’enregistrements à copier',
  },
  RECORD_TARGET_UNOPENED: {
    en: 'The record store to copy to cannot be opened',
    fr: 'Impossible d’ouvrir le magasin d’enregistrements qui doit recevoir la copie',
  },
  BACKUP_EVENTS_UNOPENED: {
    en: 'The events of the backup cannot be opened',
    fr: 'Impossible d’ouvrir les événements de la sauvegarde',
  },
  BACKUP_RECORDS_UNOPENED: {
    en: 'The backup of the records cannot be opened',
    fr: 'Impossible d’ouvrir la sauvegarde des enregistrements',
  },
  BACKUP_KEYS_UNOPENED: {
    en: 'The keys of the backup cannot be opened',
    fr: 'Impossible d’ouvrir les clés de la sauvegarde',
  },
  TOKEN_KEYS_UNOPENED: {
    en: 'The keys of tokens cannot be opened',
    fr: 'Impossible d’ouvrir les clés des jetons',
  },
  SECRETS_UNMADE: { en: 'The secrets cannot be made', fr: 'Impossible de créer les secrets' },
  MAIN_UNOPENED: { en: 'The tenant main cannot be opened', fr: 'Impossible d’ouvrir l’espace client main' },
  CHECKS_UNCOMPILED: {
    en: 'The checks of requests cannot be compiled',
    fr: 'Impossible de compiler les contrôles des requêtes',
  },

  FIRST_START_SHARED: {
    en:
      'This is the first start over an empty event store, a store lies on another machine, and {folder} lacks {files}. Every ' +
      'process must be given the same secrets: run `jalon keys make` once, keep the folder safe, and give it to each. Nothing was made.',
    fr:
      'C’est le premier démarrage sur un magasin d’événements vide, un magasin est sur une autre machine, et il manque dans {folder}\u00A0: {files}. ' +
      'Chaque processus doit recevoir les mêmes secrets\u00A0: lancez une fois `jalon keys make`, gardez le dossier en lieu sûr, et donnez-le ' +
      'à chacun. Rien n’a été créé.',
  },
  KEYS_NEW: { en: 'The key store {store} is new', fr: 'Le magasin de clés {store} est neuf' },
  KEYS_OF_OTHERS: {
    en:
      'The key store {store} lacks the key {kid}, under which the event at position {position} ({at}) is sealed, and nobody ' +
      'destroyed it: these are other keys than those of the events, or an older copy of them. Set KEY_STORE_URL to the right ' +
      'ones (where it is not set, they are sought in a file of the data folder), or put their newest backup back. Only where ' +
      'no newer keys are left anywhere, KEYS_LOST_UP_TO={position} starts with these; what is sealed under lost ones stays unreadable.',
    fr:
      'Au magasin de clés {store} il manque la clé {kid}, sous laquelle est scellé l’événement à la position {position} ({at}), ' +
      'et personne ne l’a détruite : ce sont d’autres clés que celles des événements, ou une copie plus ancienne. Faites désigner ' +
      'les bonnes par KEY_STORE_URL (si elle n’est pas définie, elles sont cherchées dans un fichier du dossier des données), ou remettez ' +
      'leur dernière sauvegarde. Seulement s’il ne reste nulle part de clés plus récentes, KEYS_LOST_UP_TO={position} démarre avec ' +
      'celles-ci ; ce qui est scellé sous des clés perdues reste illisible.',
  },
  KEYS_AWAY: {
    en: 'The key store may be new and does not answer',
    fr: 'Le magasin de clés est peut-être neuf et ne répond pas',
  },
  EVENTS_UNKNOWN: {
    en: '{how}, and whether events are already stored cannot be read: {reason}',
    fr: '{how}, et on ne peut pas lire si des événements sont déjà stockés\u00A0: {reason}',
  },
  ENDED: { en: '{reason}.', fr: '{reason}.' },

  LOGIN_LINK: {
    en: 'Log in within ten minutes, once: {address} (“jalon login-link” prints another address)',
    fr: 'Connectez-vous une fois, sous dix minutes\u00A0: {address} («\u00A0jalon login-link\u00A0» imprime une autre adresse)',
  },

  CANNOT_LISTEN: {
    en: 'Cannot listen on {host}:{port}: {reason}. Set HOST or PORT.',
    fr: 'Impossible d’écouter sur {host}:{port}\u00A0: {reason}. Indiquez HOST ou PORT.',
  },
  EADDRINUSE: {
    en: 'another program listens there already',
    fr: 'un autre programme y écoute déjà',
  },
  EACCES: { en: 'this user may not listen there', fr: 'ce compte n’a pas le droit d’y écouter' },
  EADDRNOTAVAIL: { en: 'this machine has no such address', fr: 'cette machine n’a pas cette adresse' },
  ENOTFOUND: { en: 'this host name is not known', fr: 'ce nom d’hôte n’est pas connu' },
} as const satisfies Readonly<Record<string, Sentence>>;

export type StartMessage = keyof typeof startMessages;

/** One of them, filled. */
export const startMessage = (code: StartMessage, params: SentenceParams = {}): Sentence =>
  filled(startMessages[code], params);
