import type { Sentence } from '@jalon/kernel';
import { SecretRefused } from '@jalon/secret-files';

/** For the operator: why a record store cannot be used as it was found, and what to do. */
export const recordStoreMessages = {
  MISSING: {
    en:
      'The record store {store} is missing, but events are already stored. Restore it from the backup (jalon restore), or set ' +
      'RECORD_STORE_URL to the right one. Where there was none yet, or it is lost for good, run `jalon records make`: API ' +
      'tokens, sessions and links to identities are made anew then.',
    fr:
      'Le magasin d’enregistrements {store} manque, alors que des événements sont déjà stockés. Restaurez-le depuis la ' +
      'sauvegarde (jalon restore), ou indiquez le bon par RECORD_STORE_URL. S’il n’y en avait pas encore, ou s’il est perdu ' +
      'pour de bon, lancez `jalon records make`\u00A0: jetons d’API, sessions et liens vers les identités sont alors à refaire.',
  },
  NEWER: {
    en: 'The record store {store} was changed by a newer version of Jalon ({migrations}). Run that version.',
    fr:
      'Le magasin d’enregistrements {store} a été modifié par une version plus récente de Jalon ({migrations}). Utilisez ' +
      'cette version.',
  },
} as const satisfies Readonly<Record<string, Sentence>>;

/** A record store that should exist does not. */
export class RecordStoreMissing extends SecretRefused {
  /** @param store the name by which the operator knows it */
  constructor(readonly store: string) {
    super(recordStoreMessages.MISSING, { store });
  }
}
