import type { Sentence } from '@jalon/kernel';

/** What `jalon check` finds in stores, apart from single events (`CORRUPTIONS` of `@jalon/ports`). The names are stable. */
export const checkMessages = {
  UNKNOWN: {
    en: 'this version of Jalon does not know its type or version',
    fr: 'cette version de Jalon ne connaît pas son type ou sa version',
  },
  PAGES: { en: '{place}: SQLite’s check says: {said}', fr: '{place}\u00A0: le contrôle de SQLite dit\u00A0: {said}' },
  UNOPENED: { en: '{place} cannot be opened: {reason}', fr: '{place} ne s’ouvre pas\u00A0: {reason}' },
  INSTALLATION: { en: '{reason}', fr: '{reason}' },
  KEYS_MISSING: {
    en: '{place} is missing or holds no keys. KEY_STORE_URL names it.',
    fr: '{place} manque ou ne contient aucune clé. KEY_STORE_URL le désigne.',
  },
  KEYS_UNUSABLE: {
    en: '{place} is a copy of keys that was not finished, or is damaged. KEY_STORE_URL names it.',
    fr: '{place} est une copie de clés inachevée, ou est endommagé. KEY_STORE_URL le désigne.',
  },
  KEYS_UNFIT: {
    en: 'the wrapping key is not the one that {place} was made with. Name the right folder with JALON_KEYS_DIR.',
    fr: 'la clé d’enveloppe n’est pas celle avec laquelle {place} a été fait. Désignez le bon dossier par JALON_KEYS_DIR.',
  },
  KEYS_REFUSED: { en: '{reason}', fr: '{reason}' },
  WRAPPING_KEY: {
    en: '{reason} JALON_KEYS_DIR names its folder.',
    fr: '{reason} JALON_KEYS_DIR désigne son dossier.',
  },
  KEY_UNKNOWN: {
    en: 'the key {kid} is missing and was not destroyed: what is sealed under it cannot be read',
    fr: 'la clé {kid} manque, sans avoir été détruite\u00A0: ce qu’elle chiffre est illisible',
  },
  KEY_UNREADABLE: {
    en: 'the key {kid} does not open with the wrapping key: it was changed',
    fr: 'la clé {kid} ne s’ouvre pas avec la clé d’enveloppe\u00A0: elle a été modifiée',
  },
  RECORDS_MISSING: {
    en: '{place} is missing or holds no records. RECORD_STORE_URL names it.',
    fr: '{place} manque ou ne contient aucun enregistrement. RECORD_STORE_URL le désigne.',
  },
  RECORDS_UNFIT: {
    en: 'record-hash.key is not the key that {place} was made with. Name the right folder with JALON_KEYS_DIR.',
    fr: 'record-hash.key n’est pas la clé avec laquelle {place} a été fait. Désignez le bon dossier par JALON_KEYS_DIR.',
  },
  RECORDS_REFUSED: { en: '{reason}', fr: '{reason}' },
  VIEWS_AHEAD: {
    en: 'the view {view} has seen an event that the log does not hold: the log was cut or put back from a backup',
    fr: 'la vue {view} a vu un événement que le journal ne contient pas\u00A0: le journal a été coupé ou restauré',
  },
  VIEW_DIFFERS: {
    en: 'the view {view} differs from a replay: {live} rows instead of {replayed}, or other ones',
    fr: 'la vue {view} diffère d’une relecture\u00A0: {live} lignes au lieu de {replayed}, ou d’autres',
  },
  ROW_CHANGED: {
    en: 'the view {view}: its row {row} differs from a replay',
    fr: 'la vue {view}\u00A0: sa ligne {row} diffère d’une relecture',
  },
  ROW_MISSING: {
    en: 'the view {view}: its row {row} is missing',
    fr: 'la vue {view}\u00A0: sa ligne {row} manque',
  },
  ROW_SURPLUS: {
    en: 'the view {view}: a replay gives no row {row}',
    fr: 'la vue {view}\u00A0: une relecture ne donne pas de ligne {row}',
  },
  PARKED: {
    en: 'the view {view} has set {stream} aside at revision {revision}: {reason}',
    fr: 'la vue {view} a mis {stream} de côté à la révision {revision}\u00A0: {reason}',
  },
} as const satisfies Readonly<Record<string, Sentence>>;

/** What was not checked, and why. The names are stable. */
export const notCheckedMessages = {
  SERVER_PAGES: {
    en: 'the pages of {place}: a server checks its own files',
    fr: 'les pages de {place}\u00A0: un serveur contrôle ses propres fichiers',
  },
  EVENTS_BEHIND: {
    en: 'the events behind that one: a server’s log is read up to the first event that is wrong',
    fr: 'les événements suivants\u00A0: le journal d’un serveur est lu jusqu’au premier événement fautif',
  },
  EVENTS_UNREAD: {
    en: 'the events: their store does not open',
    fr: 'les événements\u00A0: leur magasin ne s’ouvre pas',
  },
  KEYS_UNREAD: { en: 'the keys: their store does not open', fr: 'les clés\u00A0: leur magasin ne s’ouvre pas' },
  KEYS_UNOPENED: {
    en: 'whether the keys open: their wrapping key cannot be used',
    fr: 'l’ouverture des clés\u00A0: leur clé d’enveloppe ne peut pas servir',
  },
  NO_RECORDS: {
    en: 'the records: there are none yet; a start makes their store',
    fr: 'les enregistrements\u00A0: il n’y en a pas encore\u202F; un démarrage crée leur magasin',
  },
  NO_VIEWS: {
    en: 'the views: there are none yet; a start builds them',
    fr: 'les vues\u00A0: il n’y en a pas encore\u202F; un démarrage les construit',
  },
  VIEWS_UNREAD: { en: 'the views: their store does not open', fr: 'les vues\u00A0: leur magasin ne s’ouvre pas' },
  VIEWS_WITHOUT_EVENTS: {
    en: 'the views: the events do not replay to the end',
    fr: 'les vues\u00A0: les événements ne se relisent pas jusqu’au bout',
  },
  VIEW_UNBUILT: {
    en: 'the view {view}: it is not built yet, or is of another version',
    fr: 'la vue {view}\u00A0: elle n’est pas encore construite, ou est d’une autre version',
  },
  VIEWS_MOVING: {
    en: 'the views: in PostgreSQL they moved on at each attempt; check again when less is written',
    fr: 'les vues\u00A0: dans PostgreSQL, elles avançaient à chaque essai\u202F; recommencez quand on écrit moins',
  },
} as const satisfies Readonly<Record<string, Sentence>>;
