import type { Rejection, RejectionTable } from '@jalon/kernel';

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
} as const satisfies RejectionTable<string>;

export type QueryRejectionCode = keyof typeof queryRejections;

/** The query cannot be answered, and why. */
export class QueryRefused extends Error {
  override readonly name = 'QueryRefused';

  constructor(readonly rejection: Rejection<QueryRejectionCode>) {
    super(rejection.code);
  }
}

export function refuseQuery(code: QueryRejectionCode, params: Rejection['params'] = {}): never {
  throw new QueryRefused({ code, params });
}
