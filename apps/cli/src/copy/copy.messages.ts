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
    en: 'Keys stay where they are (jalon keys copy moves them). Stop what still runs on the old store, and copy again if it wrote; then set EVENT_STORE_URL to the new one for every service and projector, and start them. The views are built anew.',
    fr: 'Les clés restent où elles sont (jalon keys copy les déplace). Arrêtez ce qui tourne encore sur l’ancien magasin, et recopiez s’il a écrit\u202F; puis donnez à EVENT_STORE_URL le nouveau pour chaque service et projecteur, et démarrez-les. Les vues sont reconstruites.',
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
