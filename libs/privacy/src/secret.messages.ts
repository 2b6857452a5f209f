import type { Sentence } from '@jalon/kernel';

/** For the operator: why a secret, a key store or its list cannot be used as it was found, and what to do. */
export const secretMessages = {
  STORE_IS_NEW: {
    en:
      'The key store {store} is new, but events are already stored, sealed under keys of another. Restore it and the keys ' +
      'folder from their backups; without them no personal data can be read.',
    fr:
      'Le magasin de clés {store} est neuf, alors que des événements sont déjà stockés, scellés sous les clés d’un autre. ' +
      'Restaurez-le, ainsi que le dossier des clés, depuis leurs sauvegardes\u202F; sans eux, aucune donnée personnelle ne peut être lue.',
  },
  OF_ANOTHER: {
    en:
      '{path} is not the key that the key store {store} was made with. Restore the right one from the backup of the keys ' +
      'folder, or name the data folder that belongs to this key.',
    fr:
      '{path} n’est pas la clé avec laquelle le magasin de clés {store} a été fait. Restaurez la bonne depuis la sauvegarde ' +
      'du dossier des clés, ou indiquez le dossier de données qui va avec cette clé.',
  },
  WRAPPING_KEY_MISSING: {
    en:
      '{path} is missing, and the key store {store} was made with it. Restore it from the backup of the keys folder; ' +
      'without it no personal data can be read.',
    fr:
      '{path} manque, et le magasin de clés {store} a été fait avec. Restaurez-le depuis la sauvegarde du dossier des ' +
      'clés\u202F; sans lui, aucune donnée personnelle ne peut être lue.',
  },
  WRAPPING_KEY_UNMADE: {
    en:
      '{path} is missing. The key store {store} is shared, so each process must be given the same: run `jalon keys make` ' +
      'once, keep the folder safe, and give it to every process.',
    fr:
      '{path} manque. Le magasin de clés {store} est partagé, et chaque processus doit recevoir le même\u00A0: lancez une fois ' +
      '`jalon keys make`, gardez le dossier en lieu sûr, et donnez-le à chaque processus.',
  },
  CHECK_VALUE_LOST: {
    en:
      'The key store holds keys but no check value: restore it from a backup, or finish the copy that was begun with ' +
      '`jalon keys copy`.',
    fr:
      'Le magasin de clés contient des clés mais aucune valeur de contrôle\u00A0: restaurez-le depuis une sauvegarde, ou ' +
      'terminez la copie commencée avec `jalon keys copy`.',
  },
  WRAPPING_KEY_MALFORMED: {
    en: '{path} does not hold 64 hexadecimal digits. Restore it from the backup of the keys folder.',
    fr: '{path} ne contient pas 64 chiffres hexadécimaux. Restaurez-le depuis la sauvegarde du dossier des clés.',
  },
  LIST_MISSING: { en: 'is missing', fr: 'manque' },
  LIST_OF_ANOTHER: {
    en: 'is not the one of this key store',
    fr: 'n’est pas celle de ce magasin de clés',
  },
  LIST_IN_STORE: {
    en:
      'The list of destroyed keys {place} is the same file as the key store, so it would be restored with the store. Name ' +
      'another place for it with DESTROYED_KEYS_URL.',
    fr:
      'La liste des clés détruites {place} est le même fichier que le magasin de clés, et serait donc restaurée avec lui. ' +
      'Indiquez une autre place pour elle avec DESTROYED_KEYS_URL.',
  },
  LIST_REFUSED: {
    en:
      'The list of destroyed keys {place} {what}, and without it a key that was destroyed after a backup would come back ' +
      'with that backup. Put the list back as it was last, or name its place with DESTROYED_KEYS_URL. Where it is lost for ' +
      'good, run `jalon keys renew-list`.',
    fr:
      'La liste des clés détruites {place} {what}, et sans elle une clé détruite après une sauvegarde reviendrait avec cette ' +
      'sauvegarde. Remettez la liste dans son dernier état, ou indiquez sa place avec DESTROYED_KEYS_URL. Si elle est perdue ' +
      'pour de bon, lancez `jalon keys renew-list`.',
  },
} as const satisfies Readonly<Record<string, Sentence>>;
