import type { RejectionTable, SentenceParams } from '@jalon/kernel';

/** Why a query was refused. */
export const queryRejections = {
  NOT_FOUND: {
    kind: 'not-found',
    en: 'There is nothing by that id, or you may not see it.',
    fr: 'Il n’y a rien sous cet identifiant, ou vous ne pouvez pas le voir.',
  },
  QUERY_NOT_ALLOWED: {
    kind: 'forbidden',
    en: 'None of your roles may read this.',
    fr: 'Aucun de vos rôles ne permet cette lecture.',
  },
  CURSOR_INVALID: {
    kind: 'unprocessable',
    en: 'The cursor is not one that this list gave. Take `next` as it was answered, or leave the cursor out to begin again.',
    fr: 'Ce curseur n’a pas été donné par cette liste. Reprenez `next` tel qu’il a été répondu, ou omettez le curseur pour recommencer.',
  },
  PERIOD_REVERSED: {
    kind: 'unprocessable',
    en: 'The period ends ({to}) before it begins ({from}).',
    fr: 'La période finit ({to}) avant de commencer ({from}).',
  },
  AT_IN_FUTURE: {
    kind: 'unprocessable',
    en: 'A report is read on a day that has come: {at} lies after today ({today}).',
    fr: 'Un rapport se lit à une date déjà venue : {at} est après aujourd’hui ({today}).',
  },
  AS_OF_INVALID: {
    kind: 'unprocessable',
    en: '{asOf} is no moment of the years 1900 to 9999. Give a day that exists (YYYY-MM-DD), an instant with its offset (RFC 3339) or a position.',
    fr: '{asOf} n’est pas un moment des années 1900 à 9999. Donnez un jour qui existe (AAAA-MM-JJ), un instant avec son décalage (RFC 3339) ou une position.',
  },
  AS_OF_IN_FUTURE: {
    kind: 'unprocessable',
    en: 'What will be known at {asOf} is not known yet: it is {now}.',
    fr: 'Ce qui sera connu à {asOf} ne l’est pas encore : il est {now}.',
  },
  PUBLICATION_NOT_LISTED: {
    kind: 'unprocessable',
    en: 'What is published is listed by the rule set {rules}: one whole {periods} of the calendar, from {first} to {last}, grouped by {groupings}. Other figures could be subtracted from these, down to one person.',
    fr: 'Ce qui est publié est énuméré par le jeu de règles {rules}\u00A0: une période civile entière ({periods}), entre {first} et {last}, groupée par {groupings}. D’autres chiffres permettraient, par soustraction, d’isoler une personne.',
  },
  PUBLICATION_TO_COME: {
    kind: 'unprocessable',
    en: 'Nothing of {from} was published by the end of {asOf}. It is first published as of the end of {first}: ask for that state or a later one. It can be read from {readableFrom} on.',
    fr: 'Rien de {from} n’était publié à la fin de {asOf}. Ce mois est publié pour la première fois à la fin de {first}\u00A0: demandez cet état, ou un suivant. Il peut se lire à partir de {readableFrom}.',
  },
  PUBLICATION_MOMENT: {
    kind: 'unprocessable',
    en: 'A publication is as of the end of a civil month. Give asOf as YYYY-MM, at the latest {latest}, and no `at`; or leave both out for the latest.',
    fr: 'Une publication est arrêtée à la fin d’un mois civil. Donnez asOf sous la forme AAAA-MM, au plus tard {latest}, sans `at`\u202F; ou omettez les deux pour la plus récente.',
  },
  POSITION_UNKNOWN: {
    kind: 'unprocessable',
    en: 'No event of this tenant has that position. Send a position as an answer gave it. If you do, it came from another tenant or another store, or from before this one was restored: then read again.',
    fr: 'Aucun événement de cet espace client n’a cette position. Envoyez une position telle qu’une réponse l’a donnée. Si c’est le cas, elle vient d’un autre espace client, d’un autre magasin, ou d’avant la restauration de celui-ci\u00A0: alors relisez.',
  },
  AS_OF_AND_REVISION: {
    kind: 'unprocessable',
    en: 'A mission is asked for at a revision or as of a moment, not both. Leave one of them out.',
    fr: 'Une mission se demande à une révision ou à un moment, pas les deux. Omettez l’un des deux.',
  },
  REVISION_UNKNOWN: {
    kind: 'not-found',
    en: 'This mission has no revision {revision}: its last is {last}.',
    fr: 'Cette mission n’a pas de révision {revision} : la dernière est {last}.',
  },
} as const satisfies RejectionTable<string>;

export type QueryRejectionCode = keyof typeof queryRejections;

/** The query cannot be answered, and why. */
export class QueryRefused extends Error {
  override readonly name = 'QueryRefused';

  constructor(readonly rejection: { readonly code: QueryRejectionCode; readonly params: SentenceParams }) {
    super(rejection.code);
  }
}

export function refuseQuery(code: QueryRejectionCode, params: SentenceParams = {}): never {
  throw new QueryRefused({ code, params });
}
