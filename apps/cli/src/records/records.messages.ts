import type { Sentence } from '@jalon/kernel';

/** The messages of a copy of records. */
export const recordsMessages = {
  COPYING: {
    en: 'Copying the records of {from} to {to}, and comparing what both hold',
    fr: 'Copie des enregistrements de {from} vers {to}, et comparaison de ce que contiennent les deux',
  },
  COPIED: {
    en: '{to} holds what {from} does: {records} {records|record|records}, SHA-256 {sha256}, in {seconds} s.',
    fr: '{to} contient ce que contient {from}\u00A0: {records} {records|enregistrement|enregistrements}, SHA-256 {sha256}, en {seconds} s.',
  },
  NEXT: {
    en: 'The copy is not in service: no service starts on it. To move there, stop what runs on {from}, and give the same command with --successor.',
    fr: 'La copie n’est pas en service\u00A0: aucun service ne démarre dessus. Pour y passer, arrêtez ce qui tourne sur {from}, et relancez la même commande avec --successor.',
  },
  SUCCESSOR: {
    en: '{to} is now the successor of {from}, on which no service starts any more. Set RECORD_STORE_URL to {to} for every service, with the same keys folder, and start them. The way back is the same command with --from and --to exchanged.',
    fr: '{to} est désormais le successeur de {from}, sur lequel plus aucun service ne démarre. Faites désigner {to} par RECORD_STORE_URL pour chaque service, avec le même dossier de clés, et démarrez-les. Pour revenir, c’est la même commande, --from et --to échangés.',
  },
  INTERRUPTED: {
    en: 'Interrupted. {to} holds what it held before, and no service starts on it: the same command begins anew.',
    fr: 'Interrompu. {to} contient ce qu’il contenait, et aucun service ne démarre dessus\u00A0: la même commande recommencera.',
  },
  SOURCE_CHANGED: {
    en: 'The records in {from} changed meanwhile, and the two do not hold the same: stop what uses them, and give the same command again.',
    fr: 'Les enregistrements de {from} ont changé entre-temps, et les deux ne contiennent pas la même chose\u00A0: arrêtez ce qui s’en sert, et relancez la même commande.',
  },
} as const satisfies Readonly<Record<string, Sentence>>;
