import type { Sentence } from '@jalon/kernel';

/** The messages of the command line, except the refusals of the domain. */
export const cliMessages = {
  TENANT_NOT_OPEN: {
    en: 'There is no tenant {tenant}: open it with `jalon tenant open {tenant}`.',
    fr: 'Il n’y a pas d’espace client {tenant}\u00A0: ouvrez-le avec `jalon tenant open {tenant}`.',
  },
  ACT_UNKNOWN: {
    en: 'No act {act} is known in the tenant {tenant}. `jalon acts list --status all` shows those that there are.',
    fr: 'Aucun acte {act} n’est connu dans l’espace client {tenant}. `jalon acts list --status all` montre ceux qui existent.',
  },
  VIEWS_BEHIND: {
    en: 'The views have not caught up with the log yet. Try again later; `jalon projections list` shows how far they are.',
    fr: 'Les vues n’ont pas encore rattrapé le journal. Réessayez plus tard\u202F; `jalon projections list` montre où elles en sont.',
  },
  DEMO_ONLY: {
    en: '{option} is for demonstration tenants: {tenant} is in production, and its dates are the real ones.',
    fr: '{option} est réservé aux espaces de démonstration\u00A0: {tenant} est en production, et ses dates sont les vraies.',
  },
  AS_OF_TO_COME: {
    en: 'What the log will hold at {asOf} is not known yet: it is {now}, and the last position is {last}.',
    fr: 'Ce que le journal contiendra à {asOf} n’est pas encore connu\u00A0: il est {now}, et la dernière position est {last}.',
  },
  SEED_IN_FUTURE: {
    en: 'A year from {from} ends on {to}, which has not come: take a first day up to {latest}.',
    fr: 'Une année à partir du {from} finit le {to}, qui n’est pas encore venu\u00A0: prenez un premier jour jusqu’au {latest}.',
  },
  SEED_REFUSED: {
    en: 'The year cannot go on: {command} at {at} was refused ({code}). Somebody else has changed what it lives on: take another tenant or another seed.',
    fr: 'L’année ne peut pas continuer\u00A0: {command} du {at} a été refusée ({code}). Quelqu’un d’autre a changé ce dont elle vit\u00A0: prenez un autre espace ou une autre graine.',
  },
  SEED_WITHOUT_NEEDS: {
    en: '{tenant} has no need to propose missions for: import some, or leave --on-needs out.',
    fr: '{tenant} n’a aucun besoin pour lequel proposer des missions\u00A0: importez-en, ou retirez --on-needs.',
  },
  EVENT_STORE_IS_A_FILE: {
    en: 'The events lie in a file, whose owner alone may open it. Set EVENT_STORE_URL to the server whose users are meant.',
    fr: 'Les événements sont dans un fichier, que seul son propriétaire peut ouvrir. Donnez dans EVENT_STORE_URL le serveur dont il s’agit.',
  },
  ACCESS_NOT_SET: {
    en: 'The server has not set it: {reason}. EVENT_STORE_URL must be that of an administrator, over TLS.',
    fr: 'Le serveur ne l’a pas fait\u00A0: {reason}. EVENT_STORE_URL doit être celle d’un administrateur, en TLS.',
  },
  ACCESS_SET: {
    en: 'May append and read: {writers}. May read: {readers}. Only administrators may delete.',
    fr: 'Peuvent ajouter et lire\u00A0: {writers}. Peuvent lire\u00A0: {readers}. Seuls les administrateurs peuvent supprimer.',
  },
  SECRET_MADE: {
    en: '{file}: made. Give it to every process, and keep a copy apart from the data.',
    fr: '{file}\u00A0: créé. Donnez-le à chaque processus, et gardez-en une copie à part des données.',
  },
  SECRET_THERE: {
    en: '{file}: already there, and left as it is.',
    fr: '{file}\u00A0: déjà présent, et laissé tel quel.',
  },
  RECORDS_MADE: {
    en: '{place}: made. API tokens, sessions and links to identities are made anew.',
    fr: '{place}\u00A0: créé. Les jetons d’API, les sessions et les liens vers les identités sont à refaire.',
  },
  RECORDS_THERE: {
    en: '{place}: already there, and left as it is.',
    fr: '{place}\u00A0: déjà présent, et laissé tel quel.',
  },
  SESSIONS_ENDED: {
    en: '{place}: {ended} {ended|session|sessions} ended, and every link to enter. People log in again. API tokens and links to identities are as they were.',
    fr: '{place}\u00A0: {ended} {ended|session fermée|sessions fermées}, ainsi que tous les liens pour entrer. Il faut se reconnecter. Les jetons d’API et les liens vers des identités restent tels quels.',
  },
  LIST_RENEWED: {
    en: 'The list of destroyed keys was made anew from what the key store knows. Whoever was erased after the backup of the keys that was put back must be erased again.',
    fr: 'La liste des clés détruites a été refaite d’après ce que connaît le magasin de clés. Toute personne effacée après la sauvegarde des clés remise en place doit l’être de nouveau.',
  },
  ERASED_AGAIN: {
    en: 'The key store had been put back from before {erasures} erasures. They were done again.',
    fr: 'Le magasin de clés avait été remis à un état antérieur à {erasures} effacements. Ils ont été refaits.',
  },
  ORGANISATION_WITH_ROLE: {
    en: 'The role organisation needs --organisation, and --organisation that role.',
    fr: 'Le rôle organisation demande --organisation, et --organisation demande ce rôle.',
  },
  NO_BROWSER_ADDRESS: {
    en: 'Nobody said under which address browsers reach the service: set PUBLIC_URL, or PORT where it listens to this machine alone.',
    fr: 'On ne sait pas sous quelle adresse les navigateurs atteignent le service\u00A0: indiquez PUBLIC_URL, ou PORT s’il n’écoute que cette machine.',
  },
  STREAM_UNKNOWN: {
    en: 'There is no event in {stream}.',
    fr: 'Il n’y a aucun événement dans {stream}.',
  },
  REVISION_UNKNOWN: {
    en: '{stream} has no event at revision {revision}.',
    fr: '{stream} n’a pas d’événement à la révision {revision}.',
  },
  POSITION_UNKNOWN: {
    en: 'This log has no position {position}.',
    fr: 'Ce journal n’a pas de position {position}.',
  },
  PROJECTION_UNKNOWN: {
    en: 'There is no projection {projection}. There are: {names}.',
    fr: 'Il n’y a pas de projection {projection}. Il y a\u00A0: {names}.',
  },
  STREAM_NOT_PARKED: {
    en: '{stream} is not parked: there is nothing to release.',
    fr: '{stream} n’est pas mis de côté\u00A0: il n’y a rien à reprendre.',
  },
  COPY_ONTO_ITSELF: {
    en: '--from and --to name the same store.',
    fr: '--from et --to désignent le même magasin.',
  },
  COPY_OTHER_INSTALLATION: {
    en: '{to} belongs to another installation than {from}. Nothing in it was changed. Take a store that holds nothing.',
    fr: '{to} appartient à une autre installation que {from}\u00A0: rien n’y a été modifié. Prenez un magasin vide.',
  },
  COPY_INTO_SERVICE: {
    en: '{to} is in service for this installation, so it may hold more than {from} does. Nothing in it was changed. Take a store that holds nothing; to go back to {from}, copy from {to} to it.',
    fr: '{to} est en service pour cette installation, et contient peut-être plus que {from}\u00A0: rien n’y a été modifié. Prenez un magasin vide\u202F; pour revenir à {from}, copiez {to} vers lui.',
  },
  REOPENED: {
    en: '{store} is in service again. Never start a service on its successor any more: the two would go on apart.',
    fr: '{store} est de nouveau en service. Ne démarrez plus jamais de service sur son successeur\u00A0: les deux se contrediraient.',
  },
  NOT_MOVED: {
    en: '{store} has no successor: nothing was changed.',
    fr: '{store} n’a pas de successeur\u00A0: rien n’a été changé.',
  },
  COPY_TARGET_IN_USE: {
    en: '{to} is in use ({reason}). Stop every service and projector that has it open, and every other command on it: nobody else may write there while it is made.',
    fr: '{to} est en service ({reason}). Arrêtez chaque service et projecteur qui l’a ouvert, et toute autre commande dessus : personne d’autre ne doit y écrire pendant la copie.',
  },
  COPY_NOT_A_BEGINNING: {
    en: '{to} holds something else than the beginning of {from}: its event {ordinal}, in {stream}, is not the same. Nothing was added from there on. Take a store that holds nothing: a service that was started on this one has written its own beginning there.',
    fr: '{to} contient autre chose que le début de {from} : son événement {ordinal}, dans {stream}, n’est pas le même. Rien n’a été ajouté à partir de là. Prenez un magasin vide : un service démarré sur celui-ci y a écrit son propre début.',
  },
  COPY_HAS_MORE: {
    en: '{to} holds more than {from}: its event {ordinal}, in {stream}, is not there. Either it has been in service since, or {from} was put back from a backup.',
    fr: '{to} contient plus que {from} : son événement {ordinal}, dans {stream}, n’y est pas. Soit il a servi depuis, soit {from} a été restauré depuis une sauvegarde.',
  },
  COPY_EVENT_UNSOUND: {
    en: 'An event cannot be trusted: {reason}. Neither it nor anything behind it was copied; what lies before it was. Compare that store with a backup.',
    fr: 'Un événement n’est pas fiable : {reason}. Ni lui ni ce qui suit n’a été copié ; ce qui précède l’a été. Comparez ce magasin avec une sauvegarde.',
  },
  COPY_EVENT_UNKNOWN: {
    en: 'The history holds what this version does not know: {reason}. Copy it with the version of Jalon that wrote it.',
    fr: 'L’historique contient ce que cette version ne connaît pas : {reason}. Copiez-le avec la version de Jalon qui l’a écrit.',
  },
  COPY_VIEWS_DIFFER: {
    en: 'The events of {to} are the same, and yet it replays to other views: {views}. Do not put it in service.',
    fr: 'Les événements de {to} sont les mêmes, et pourtant ils donnent d’autres vues : {views}. Ne le mettez pas en service.',
  },
  KEYS_NONE_TO_COPY: {
    en: '{from} holds no keys to copy: no service was ever started on it.',
    fr: '{from} ne contient aucune clé à copier\u00A0: aucun service n’y a jamais été démarré.',
  },
  KEYS_UNFINISHED: {
    en: '{from} is itself a copy that was not finished, or is damaged: it holds keys, and nothing to know their wrapping key by. Copy from where it was made, or put it back from a backup.',
    fr: '{from} est lui-même une copie inachevée, ou est endommagé\u00A0: il contient des clés, et rien qui fasse reconnaître leur clé d’enveloppe. Copiez depuis son origine, ou restaurez-le depuis une sauvegarde.',
  },
  KEYS_UNFIT: {
    en: 'The wrapping key in JALON_KEYS_DIR is not the one that {from} was made with: no service could open the copy. Name the folder that belongs to these keys.',
    fr: 'La clé d’enveloppe dans JALON_KEYS_DIR n’est pas celle avec laquelle {from} a été créé\u00A0: aucun service ne pourrait ouvrir la copie. Indiquez le dossier qui va avec ces clés.',
  },
  KEYS_OTHER_WRAPPING: {
    en: '{to} was made with another wrapping key than {from}: no service could open the keys there. Nothing was changed. Take a store that holds nothing.',
    fr: '{to} a été créé avec une autre clé d’enveloppe que {from}\u00A0: aucun service ne pourrait y ouvrir les clés. Rien n’a été changé. Prenez un magasin vide.',
  },
  KEYS_NOT_A_PART: {
    en: '{to} holds something else than a part of {from}: its key {kid} is not the same. Take a store that holds nothing: a service that was started on this one has made its own keys there.',
    fr: '{to} contient autre chose qu’une partie de {from}\u00A0: sa clé {kid} n’est pas la même. Prenez un magasin vide\u00A0: un service démarré sur celui-ci y a créé ses propres clés.',
  },
  KEYS_HAS_MORE: {
    en: '{to} holds more than {from}: its key {kid} is not there. Either it has been in service since, or {from} was put back from a backup.',
    fr: '{to} contient plus que {from}\u00A0: sa clé {kid} n’y est pas. Soit il a servi depuis, soit {from} a été restauré depuis une sauvegarde.',
  },
  KEYS_TARGET_IN_USE: {
    en: '{to} is in use. Stop every service and projector that has it open, and every other command on it: nobody else may use it while it is made.',
    fr: '{to} est en service. Arrêtez chaque service et projecteur qui l’a ouvert, et toute autre commande dessus\u00A0: personne d’autre ne doit s’en servir pendant la copie.',
  },
  KEYS_DIFFER: {
    en: '{to} does not hold the same as {from}, though nothing was changed there meanwhile. Do not put it in service: somebody else writes to it, or it keeps other bytes than it is given.',
    fr: '{to} ne contient pas la même chose que {from}, où rien n’a pourtant changé entre-temps. Ne le mettez pas en service\u00A0: quelqu’un d’autre y écrit, ou il garde d’autres octets que ceux qu’il reçoit.',
  },
  RECORDS_NONE_TO_COPY: {
    en: '{from} holds no records to copy: no service was ever started on it.',
    fr: '{from} ne contient aucun enregistrement à copier\u00A0: aucun service n’y a jamais été démarré.',
  },
  RECORDS_OF_NOBODY: {
    en: '{to} holds records, and nothing says of which installation. Nothing in it was changed. Take a store that holds nothing.',
    fr: '{to} contient des enregistrements, et rien ne dit de quelle installation\u00A0: rien n’y a été modifié. Prenez un magasin vide.',
  },
  RECORDS_DIFFER: {
    en: '{to} gives back other records than it was given: it keeps other bytes, or somebody else writes to it. Nothing of the copy stays. Take another store.',
    fr: '{to} rend d’autres enregistrements que ceux qu’il a reçus\u00A0: il garde d’autres octets, ou quelqu’un d’autre y écrit. Rien de la copie ne demeure. Prenez un autre magasin.',
  },
  REQUEST_STANDS: {
    en: 'Interrupted. The request stands: the service, or the same command, goes on with it.',
    fr: 'Interrompu. La demande demeure\u00A0: le service, ou la même commande, la poursuivra.',
  },
  TRYING_AGAIN: {
    en: 'It failed ({reason}), and is tried again.',
    fr: 'Échec ({reason})\u202F; nouvel essai.',
  },
  STORE_UNWRITABLE: {
    en: '{place} takes no writes, for {why}; then run the command again',
    fr: '{place} n’accepte aucune écriture, car {why}\u202F; puis relancez la commande',
  },
  STORE_UNAVAILABLE: {
    en: 'The store did not answer ({reason}). Nothing is lost: send the same command again.',
    fr: 'Le magasin n’a pas répondu ({reason}). Rien n’est perdu\u00A0: relancez la même commande.',
  },
  STORE_DAMAGED: {
    en: '{file} is damaged ({reason}). Stop every service. `jalon check` lists what is wrong. Then keep the file elsewhere, with the files beside it whose names begin with its own (-wal, -shm), and put the newest backup of it back. Views need no backup: without their file, a start builds them again.',
    fr: '{file} est endommagé ({reason}). Arrêtez tous les services. `jalon check` énumère ce qui ne va pas. Gardez ensuite ailleurs le fichier, avec ceux à côté dont le nom commence par le sien (-wal, -shm), et remettez-en la dernière sauvegarde. Les vues n’en ont pas besoin\u00A0: sans leur fichier, un démarrage les reconstruit.',
  },
  KEY_MISSING: {
    en: 'A key of personal data is missing, and was not destroyed ({reason}). Set KEY_STORE_URL to the keys of these events, or put their newest backup back.',
    fr: 'Une clé de données personnelles manque, sans avoir été détruite ({reason}). Faites désigner par KEY_STORE_URL les clés de ces événements, ou remettez leur dernière sauvegarde.',
  },
  EVENT_CORRUPT: {
    en: 'A stored event is corrupt: {reason}. Keep the store as it is. `jalon check` lists everything that is wrong; then put a backup back (`jalon restore`).',
    fr: 'Un événement stocké est corrompu : {reason}. Gardez le magasin tel quel. `jalon check` énumère tout ce qui ne va pas ; remettez ensuite une sauvegarde (`jalon restore`).',
  },
  EVENT_UNKNOWN: {
    en: 'An event is of a type or version that this version of Jalon does not know: {reason}. Use the version that wrote it, or a later one.',
    fr: 'Un événement est d’un type ou d’une version que cette version de Jalon ne connaît pas : {reason}. Utilisez la version qui l’a écrit, ou une plus récente.',
  },
  UNEXPECTED: {
    en: 'This should not have happened: {reason}',
    fr: 'Ceci n’aurait pas dû arriver\u00A0: {reason}',
  },
} as const satisfies Readonly<Record<string, Sentence>>;

export type CliMessage = keyof typeof cliMessages;
