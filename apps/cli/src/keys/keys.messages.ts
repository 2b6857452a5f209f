import type { Sentence } from '@jalon/kernel';

/** The messages of a copy of keys. */
export const keysMessages = {
  COPYING: {
    en: 'Copying the keys of {from} to {to}',
    fr: 'Copie des clés de {from} vers {to}',
  },
  COMPARING: {
    en: 'Comparing all that both hold',
    fr: 'Comparaison de tout ce que contiennent les deux',
  },
  COPIED: {
    en: '{to} holds what {from} does, key by key: {already} were there before, {added} {added|was|were} added, in {seconds} s; {erased} {erased|erasure|erasures} that it did not know {erased|was|were} done.',
    fr: '{to} contient ce que contient {from}, clé par clé\u00A0: {already} s’y {already|trouvait|trouvaient} déjà, {added} {added|a été ajoutée|ont été ajoutées}, en {seconds} s\u202F; {erased} {erased|effacement|effacements} qu’il ne connaissait pas {erased|a été fait|ont été faits}.',
  },
  HOLDS: {
    en: '{place}: {keys} {keys|key|keys}, {destroyed} destroyed, SHA-256 {sha256}',
    fr: '{place}\u00A0: {keys} {keys|clé|clés}, {destroyed} {destroyed|détruite|détruites}, SHA-256 {sha256}',
  },
  UNKNOWN_TO_SOURCE: {
    en: '{from} does not know {erasures} {erasures|erasure|erasures} that a list of destroyed keys knows: it was put back from before them, or they were done elsewhere since. They are done in {to}.',
    fr: '{from} ne connaît pas {erasures} {erasures|effacement connu|effacements connus} d’une liste de clés détruites\u00A0: il a été remis à un état antérieur, ou ils ont été faits ailleurs depuis. Ils sont faits dans {to}.',
  },
  NEXT: {
    en: 'The copy is not in service: no service starts on it. To move there, stop what runs on {from}, and give the same command with --successor.',
    fr: 'La copie n’est pas en service\u00A0: aucun service ne démarre dessus. Pour y passer, arrêtez ce qui tourne sur {from}, et relancez la même commande avec --successor.',
  },
  SUCCESSOR: {
    en: '{to} is now the successor of {from}, in which no key is made or destroyed any more. Set KEY_STORE_URL to {to} for every service and projector, with the list {list} (DESTROYED_KEYS_URL) and the same wrapping key, and start them. The way back is the same command with --from and --to exchanged.',
    fr: '{to} est désormais le successeur de {from}, où plus aucune clé n’est créée ni détruite. Faites désigner {to} par KEY_STORE_URL pour chaque service et projecteur, avec la liste {list} (DESTROYED_KEYS_URL) et la même clé d’enveloppe, et démarrez-les. Pour revenir, c’est la même commande, --from et --to échangés.',
  },
  INTERRUPTED: {
    en: 'Interrupted. What was copied stays, and no service opens a new store that is not whole: the same command goes on.',
    fr: 'Interrompu. Ce qui a été copié demeure, et aucun service n’ouvre un nouveau magasin incomplet\u00A0: la même commande reprendra.',
  },
  SOURCE_CHANGED: {
    en: 'Keys were made or destroyed in {from} meanwhile, and the two do not hold the same: stop what uses them, and give the same command again.',
    fr: 'Des clés ont été créées ou détruites entre-temps dans {from}, et les deux ne contiennent pas la même chose\u00A0: arrêtez ce qui s’en sert, et relancez la même commande.',
  },
} as const satisfies Readonly<Record<string, Sentence>>;
