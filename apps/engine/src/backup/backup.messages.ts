import type { Sentence } from '@jalon/kernel';

/** Why a backup is not made, or not restored. */
export const backupMessages = {
  ON_A_SERVER: {
    en: '{variable} names a server ({place}), and this command copies files only. Back up and restore servers with their own tools: docs/operations/README.md says in which order.',
    fr: '{variable} désigne un serveur ({place}), et cette commande ne copie que des fichiers. Sauvegardez et restaurez les serveurs avec leurs propres outils\u00A0: docs/operations/README.md dit dans quel ordre.',
  },
  ONE_FILE: {
    en: 'Two of --events, --keys and --records name the same file. Name three, the keys best in another place.',
    fr: 'Deux des options --events, --keys et --records désignent le même fichier. Nommez-en trois, de préférence avec les clés en un autre endroit.',
  },
  EXISTS: {
    en: '{file} is there already, and was left as it is. Name a new file.',
    fr: '{file} existe déjà, et a été laissé tel quel. Nommez un nouveau fichier.',
  },
  TAKEN_OVER: {
    en: 'Another process has begun to write {file} as well, and only its part was kept: nothing got this name here. Give each backup a name of its own.',
    fr: 'Un autre processus a commencé à écrire aussi {file}, et seule sa part a été gardée\u00A0: rien n’a reçu ce nom ici. Donnez à chaque sauvegarde un nom à elle.',
  },
  NO_FOLDER: {
    en: 'There is no folder {folder}. Make it first, for its owner alone.',
    fr: 'Il n’y a pas de dossier {folder}. Créez-le d’abord, pour son seul propriétaire.',
  },
  WITH_SECRETS: {
    en: '{file} lies in {folder}, with the wrapping key: together they open all personal data. Name a file elsewhere.',
    fr: '{file} est dans {folder}, avec la clé d’enveloppe\u00A0: ensemble, ils ouvrent toutes les données personnelles. Nommez un fichier ailleurs.',
  },
  NOT_THERE: { en: 'There is no file {file}.', fr: 'Il n’y a pas de fichier {file}.' },
  EXCHANGED: {
    en: '{events} holds the keys, and {keys} the events: give --events the one that holds the events, and --keys the other.',
    fr: '{events} contient les clés, et {keys} les événements\u00A0: donnez à --events le fichier des événements, et à --keys l’autre.',
  },
  NO_KEYS: {
    en: '{file} holds no key store: no service was ever started on it, or it is another file.',
    fr: '{file} ne contient pas de magasin de clés\u00A0: aucun service n’y a jamais été démarré, ou c’est un autre fichier.',
  },
  UNSOUND: {
    en: '{file} is not sound, so nothing was put in place: {finding}. `jalon check` lists everything that is wrong.',
    fr: '{file} n’est pas sain\u00A0: rien n’a été mis en place. {finding}. `jalon check` énumère tout ce qui ne va pas.',
  },
  KEY_UNKNOWN: {
    en: '{keys} lacks the key {kid} of an event in {events}, and nobody destroyed it: these keys are older than the events, or other ones. Nothing was put in place.',
    fr: 'Il manque à {keys} la clé {kid} d’un événement de {events}, que personne n’a détruite\u00A0: ces clés sont plus anciennes que les événements, ou d’autres. Rien n’a été mis en place.',
  },
  UNFIT: {
    en: 'The wrapping key in {folder} is not the one of {keys}: no service could open these keys. Name the folder that belongs to them (JALON_KEYS_DIR).',
    fr: 'La clé d’enveloppe dans {folder} n’est pas celle de {keys}\u00A0: aucun service ne pourrait ouvrir ces clés. Indiquez le dossier qui va avec elles (JALON_KEYS_DIR).',
  },
  NO_RECORDS: {
    en: '{file} holds no record store: no service was ever started on it, or it is another file.',
    fr: '{file} ne contient pas de magasin d’enregistrements\u00A0: aucun service n’y a jamais été démarré, ou c’est un autre fichier.',
  },
  RECORDS_UNFIT: {
    en: 'The file record-hash.key in {folder} is not the one of {records}: no link to an identity would be found there. Name the folder that belongs to it (JALON_KEYS_DIR).',
    fr: 'Le fichier record-hash.key dans {folder} n’est pas celui de {records}\u00A0: aucun lien vers une identité n’y serait retrouvé. Indiquez le dossier qui va avec (JALON_KEYS_DIR).',
  },
  OTHER_INSTALLATION: {
    en: '{one} and {other} belong to different installations. Nothing was put in place. Name files of one installation.',
    fr: '{one} et {other} viennent d’installations différentes\u00A0: rien n’a été mis en place. Nommez les fichiers d’une même installation.',
  },
  OTHER_LIST: {
    en: 'The list of destroyed keys {list} belongs to another installation than {keys}. Nothing was put in place. Put the newest copy of the right list there, or name it (DESTROYED_KEYS_URL).',
    fr: 'La liste des clés détruites {list} vient d’une autre installation que {keys}\u00A0: rien n’a été mis en place. Remettez-y la copie la plus récente de la bonne liste, ou désignez-la (DESTROYED_KEYS_URL).',
  },
  IN_THE_WAY: {
    en: 'Already there: {files}. A backup is restored only where there is nothing. Stop every service, and move {count|it|all of them} away.',
    fr: 'Déjà présents\u00A0: {files}. Une sauvegarde n’est restaurée que là où il n’y a rien. Arrêtez tous les services, et {count|déplacez-le|déplacez-les tous}.',
  },
  NO_ROOM: {
    en: '{file} cannot be written ({reason}). Nothing was put in place. Make room, or name another folder.',
    fr: '{file} ne peut être écrit ({reason}). Rien n’a été mis en place. Faites de la place, ou nommez un autre dossier.',
  },
  NOT_COPIED: {
    en: '{source} could not be copied into {file} ({reason}). Nothing was put in place. Check the disk of each: the first must be readable, the second writable, with room.',
    fr: '{source} n’a pas pu être copié dans {file} ({reason}). Rien n’a été mis en place. Vérifiez le disque de chacun\u00A0: le premier doit être lisible, le second accessible en écriture, avec de la place.',
  },
} as const satisfies Readonly<Record<string, Sentence>>;
