import type { Sentence } from '@jalon/kernel';

/** The messages of a copy. */
export const copyMessages = {
  COPYING: {
    en: 'Copying from {from} to {to}',
    fr: 'Copie de {from} vers {to}',
  },
  COMPARING: {
    en: 'Comparing the bytes of each event',
    fr: 'Comparaison des octets de chaque événement',
  },
  REPLAYING: {
    en: 'Replaying both into views of their own',
    fr: 'Relecture des deux dans des vues à part',
  },
  COPIED: {
    en: '{to} holds the {events} {events|event|events} of {from}: {already} were there before, {added} {added|was|were} added, in {seconds} s. Their bytes are equal one by one, and both replay to the same {views} views ({rows} {rows|row|rows}).',
    fr: '{to} contient {events|l’|les} {events} {events|événement|événements} de {from}\u00A0: {already} s’y {already|trouvait|trouvaient} déjà, {added} {added|a été ajouté|ont été ajoutés}, en {seconds} s. Leurs octets sont égaux un à un, et les deux donnent les mêmes {views} vues ({rows} {rows|ligne|lignes}).',
  },
  NEXT: {
    en: 'The copy is not in service: no service starts on it. To move there, stop what runs on {from}, and give the same command with --successor. Keys stay where they are (jalon keys copy moves them).',
    fr: 'La copie n’est pas en service\u00A0: aucun service ne démarre dessus. Pour y passer, arrêtez ce qui tourne sur {from}, et relancez la même commande avec --successor. Les clés restent où elles sont (jalon keys copy les déplace).',
  },
  SUCCESSOR: {
    en: '{to} is now the successor of {from}, which is written no more. Set EVENT_STORE_URL to {to} for every service and projector, and start them. The views are built anew. The way back is the same command with --from and --to exchanged.',
    fr: '{to} est désormais le successeur de {from}, où plus rien n’est écrit. Faites désigner {to} par EVENT_STORE_URL pour chaque service et projecteur, et démarrez-les. Les vues sont reconstruites. Pour revenir, c’est la même commande, --from et --to échangés.',
  },
  INTERRUPTED: {
    en: 'Interrupted. What was copied stays: the same command goes on behind it.',
    fr: 'Interrompu. Ce qui a été copié demeure\u00A0: la même commande reprendra à la suite.',
  },
  SOURCE_GREW: {
    en: 'Events were added to {from} meanwhile, which are not in the copy: stop what writes there, and give the same command again.',
    fr: 'Des événements ont été ajoutés entre-temps à {from} et ne sont pas dans la copie\u00A0: arrêtez ce qui y écrit, et relancez la même commande.',
  },
} as const satisfies Readonly<Record<string, Sentence>>;
