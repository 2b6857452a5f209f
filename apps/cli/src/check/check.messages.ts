import type { Sentence } from '@jalon/kernel';

/** The messages of `jalon check`. */
export const checkTexts = {
  pages: { en: 'Checking the files', fr: 'Contrôle des fichiers' },
  events: { en: 'Checking each event', fr: 'Contrôle de chaque événement' },
  keys: { en: 'Opening each key', fr: 'Ouverture de chaque clé' },
  records: { en: 'Checking the records', fr: 'Contrôle des enregistrements' },
  views: { en: 'Replaying the events into views', fr: 'Relecture des événements dans des vues' },
  EVENTS: {
    en: 'events: {events} {events|event|events} in {streams} {streams|stream|streams}, up to position {position}',
    fr: 'événements\u00A0: {events} {events|événement|événements} dans {streams} {streams|flux|flux}, jusqu’à la position {position}',
  },
  KEYS: {
    en: 'keys: {keys} {keys|opens|open}, {destroyed} {destroyed|is|are} destroyed',
    fr: 'clés\u00A0: {keys} {keys|s’ouvre|s’ouvrent}, {destroyed} {destroyed|est détruite|sont détruites}',
  },
  RECORDS: {
    en: 'records: {records}',
    fr: 'enregistrements\u00A0: {records}',
  },
  VIEWS: {
    en: 'views: {rows} {rows|row|rows} in {views} {views|table|tables}, compared with a replay',
    fr: 'vues\u00A0: {rows} {rows|ligne|lignes} dans {views} {views|table|tables}, comparées à une relecture',
  },
  NOT_CHECKED: { en: 'not checked: {what}', fr: 'non contrôlé\u00A0: {what}' },
  FOUND: { en: 'WRONG ({code}): {what}', fr: 'ERREUR ({code})\u00A0: {what}' },
  MORE: { en: 'and {more} more', fr: 'et {more} de plus' },
  WELL: { en: 'Nothing is wrong.', fr: 'Rien d’anormal.' },
  ILL: {
    en: '{count} {count|thing is|things are} wrong.',
    fr: '{count} {count|anomalie|anomalies}.',
  },
  DO_EVENTS: {
    en: 'Events: keep the store as it is, for it shows what was done. Then restore the newest sound backup (jalon restore, which reads it whole first).',
    fr: 'Événements\u00A0: gardez le magasin tel quel, il montre ce qui a été fait. Restaurez ensuite la dernière sauvegarde saine (jalon restore, qui la lit d’abord en entier).',
  },
  DO_KEYS: {
    en: 'Keys: put the newest backup of the keys back, or name the right store (KEY_STORE_URL, JALON_KEYS_DIR).',
    fr: 'Clés\u00A0: remettez la dernière sauvegarde des clés, ou désignez le bon magasin (KEY_STORE_URL, JALON_KEYS_DIR).',
  },
  'DO_DESTROYED-KEYS': {
    en: 'List of destroyed keys: put its newest copy in place.',
    fr: 'Liste des clés détruites\u00A0: remettez-en la copie la plus récente.',
  },
  DO_RECORDS: {
    en: 'Records: stop the service, and put the newest backup of the records back, or name the right store (RECORD_STORE_URL, JALON_KEYS_DIR).',
    fr: 'Enregistrements\u00A0: arrêtez le service, et remettez la dernière sauvegarde des enregistrements, ou désignez le bon magasin (RECORD_STORE_URL, JALON_KEYS_DIR).',
  },
  DO_VIEWS: {
    en: 'Views: they are built from the events again by `jalon rebuild`. If their file is damaged, stop the service, move the file away, and start.',
    fr: 'Vues\u00A0: `jalon rebuild` les reconstruit à partir des événements. Si leur fichier est endommagé, arrêtez le service, déplacez le fichier, et démarrez.',
  },
} as const satisfies Readonly<Record<string, Sentence>>;
