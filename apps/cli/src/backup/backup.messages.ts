import type { Sentence } from '@jalon/kernel';

/** The messages of `jalon backup` and `jalon restore`. */
export const backupTexts = {
  events: { en: 'Copying the events', fr: 'Copie des événements' },
  keys: { en: 'Copying the keys', fr: 'Copie des clés' },
  records: { en: 'Copying the records', fr: 'Copie des enregistrements' },
  verify: { en: 'Reading the copies again', fr: 'Relecture des copies' },
  EVENTS: {
    en: '{file}: {events} {events|event|events} up to position {position}, the newest of {newestAt}; {bytes} {bytes|byte|bytes}, SHA-256 {sha256}',
    fr: '{file}\u00A0: {events} {events|événement|événements} jusqu’à la position {position}, le dernier du {newestAt}\u202F; {bytes} {bytes|octet|octets}, SHA-256 {sha256}',
  },
  KEYS: {
    en: '{file}: {keys} {keys|key|keys}, {destroyed} destroyed; {bytes} {bytes|byte|bytes}, SHA-256 {sha256}',
    fr: '{file}\u00A0: {keys} {keys|clé|clés}, {destroyed} {destroyed|détruite|détruites}\u202F; {bytes} {bytes|octet|octets}, SHA-256 {sha256}',
  },
  RECORDS: {
    en: '{file}: {records} {records|record|records}; {bytes} {bytes|byte|bytes}, SHA-256 {sha256}',
    fr: '{file}\u00A0: {records} {records|enregistrement|enregistrements}\u202F; {bytes} {bytes|octet|octets}, SHA-256 {sha256}',
  },
  VERIFIED: {
    en: 'All were read again: every event is sound, and each key that events are sealed under is there or destroyed. Keep the folder of the secrets and the list of destroyed keys apart: neither is in these files.',
    fr: 'Tous ont été relus\u00A0: chaque événement est sain, et chaque clé utilisée est présente ou détruite. Gardez à part le dossier des secrets et la liste des clés détruites\u00A0: ces fichiers ne les contiennent pas.',
  },
  RESTORED_EVENTS: {
    en: '{into}: {events} {events|event|events} up to position {position}, the newest of {newestAt}',
    fr: '{into}\u00A0: {events} {events|événement|événements} jusqu’à la position {position}, le dernier du {newestAt}',
  },
  RESTORED_KEYS: {
    en: '{into}: {keys} {keys|key|keys}',
    fr: '{into}\u00A0: {keys} {keys|clé|clés}',
  },
  RESTORED_RECORDS: {
    en: '{into}: {records} {records|record|records}',
    fr: '{into}\u00A0: {records} {records|enregistrement|enregistrements}',
  },
  ERASED_AGAIN: {
    en: '{erased} of these keys {erased|was|were} destroyed after the backup was made: {erased|it is|they are} destroyed again.',
    fr: '{erased} de ces clés {erased|a été détruite|ont été détruites} après cette sauvegarde\u00A0: {erased|elle est de nouveau détruite|elles sont de nouveau détruites}.',
  },
  SESSIONS_ENDED: {
    en: '{ended} {ended|session was|sessions were} ended, since some may have been ended after the backup was made: {ended|whoever had it logs|people log} in again.',
    fr: '{ended} {ended|session a été fermée|sessions ont été fermées}, car certaines ont pu l’être après cette sauvegarde\u00A0: il faut se reconnecter.',
  },
  NEXT: {
    en: 'Start a service: it builds the views anew. Commands acknowledged after that last event are not in this backup. API tokens that were revoked since, and links to identities that were removed since, are valid again: revoke and remove them again.',
    fr: 'Démarrez un service\u00A0: il reconstruit les vues. Les commandes acceptées après ce dernier événement ne sont pas dans cette sauvegarde. Les jetons d’API révoqués depuis et les liens vers des identités supprimés depuis sont de nouveau valables\u00A0: révoquez-les et supprimez-les de nouveau.',
  },
  WITHOUT_LIST: {
    en: 'The list of destroyed keys was not applied: {reason} No service starts on these stores until the newest copy of the list is in its place, or `jalon keys renew-list` has begun another.',
    fr: 'La liste des clés détruites n’a pas été appliquée\u00A0: {reason} Aucun service ne démarre sur ces magasins avant que la copie la plus récente de la liste soit à sa place, ou que `jalon keys renew-list` en ait commencé une autre.',
  },
  INTERRUPTED: {
    en: 'Interrupted. Nothing was put in place.',
    fr: 'Interrompu. Rien n’a été mis en place.',
  },
} as const satisfies Readonly<Record<string, Sentence>>;
