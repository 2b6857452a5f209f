import { refused, type Refused, type Rejection, type RejectionTable } from '@jalon/kernel';

/** Every refusal of the marketplace. */
export const marketplaceRejections = {
  NEED_FORBIDDEN: {
    kind: 'forbidden',
    en: 'Only the organisation whose need it is, or the company on its behalf, may do this.',
    fr: 'Seuls l’organisme dont c’est le besoin, ou l’entreprise en son nom, peuvent le faire.',
  },
  NEED_NOT_FOUND: {
    kind: 'not-found',
    en: 'There is no need with this id.',
    fr: 'Aucun besoin ne porte cet identifiant.',
  },
  NEED_ALREADY_PUBLISHED: {
    kind: 'conflict',
    en: 'A need with this id is already published, with other values or by someone else. Revise it, or leave the id out to make a new one.',
    fr: 'Un besoin porte déjà cet identifiant, avec d’autres valeurs ou publié par quelqu’un d’autre. Modifiez-le, ou n’indiquez pas d’identifiant pour en créer un nouveau.',
  },
  NEED_CLOSED: {
    kind: 'conflict',
    en: 'The need is closed: it takes no further mission.',
    fr: 'Le besoin est clos : il n’accueille plus de mission.',
  },
  NEED_FULL: {
    kind: 'conflict',
    en: 'Every place of this need is taken ({places} in all).',
    fr: 'Toutes les places de ce besoin sont prises ({places} en tout).',
  },
  PLACES_BELOW_CLAIMED: {
    kind: 'conflict',
    en: '{claimed} {claimed|place of this need is|places of this need are} taken: it cannot go down to {places}.',
    fr: '{claimed} {claimed|place de ce besoin est prise|places de ce besoin sont prises} : il ne peut pas descendre à {places}.',
  },
  NEED_DATES_REVERSED: {
    kind: 'unprocessable',
    en: 'The need would end ({endsOn}) before it starts ({startsOn}).',
    fr: 'Le besoin finirait ({endsOn}) avant de commencer ({startsOn}).',
  },
  NEED_ORGANISATION_UNKNOWN: {
    kind: 'unprocessable',
    en: 'The organisation of this need is not registered.',
    fr: 'L’organisme de ce besoin n’est pas enregistré.',
  },
  NEED_ORGANISATION_CLOSED: {
    kind: 'unprocessable',
    en: 'The organisation of this need is closed.',
    fr: 'L’organisme de ce besoin est fermé.',
  },
  NEED_CONTACT_UNKNOWN: {
    kind: 'unprocessable',
    en: 'The contact of this need is not a registered person.',
    fr: 'Le contact de ce besoin n’est pas une personne enregistrée.',
  },
  NEED_CONTACT_LEFT: {
    kind: 'unprocessable',
    en: 'The contact of this need has left.',
    fr: 'Le contact de ce besoin est parti.',
  },
  COORDINATES_INCOMPLETE: {
    kind: 'unprocessable',
    en: 'A latitude needs a longitude, and a longitude a latitude.',
    fr: 'Une latitude demande une longitude, et une longitude une latitude.',
  },
  OFFER_FORBIDDEN: {
    kind: 'forbidden',
    en: 'Only the employee whose offer it is, or the company on their behalf, may do this.',
    fr: 'Seuls le salarié dont c’est le souhait, ou l’entreprise en son nom, peuvent le faire.',
  },
  OFFER_NOT_FOUND: {
    kind: 'not-found',
    en: 'There is no offer with this id.',
    fr: 'Aucun souhait d’engagement ne porte cet identifiant.',
  },
  OFFER_ALREADY_PUBLISHED: {
    kind: 'conflict',
    en: 'An offer with this id is already published, with other values or by someone else. Revise it, or leave the id out to make a new one.',
    fr: 'Un souhait d’engagement porte déjà cet identifiant, avec d’autres valeurs ou publié par quelqu’un d’autre. Modifiez-le, ou n’indiquez pas d’identifiant pour en créer un nouveau.',
  },
  OFFER_WITHDRAWN: {
    kind: 'conflict',
    en: 'This offer has been withdrawn.',
    fr: 'Ce souhait d’engagement a été retiré.',
  },
  OFFER_DATES_REVERSED: {
    kind: 'unprocessable',
    en: 'The availability would end ({availableUntil}) before it begins ({availableFrom}).',
    fr: 'La disponibilité finirait ({availableUntil}) avant de commencer ({availableFrom}).',
  },
  OFFER_EMPLOYEE_UNKNOWN: {
    kind: 'unprocessable',
    en: 'The employee of this offer is not a registered person.',
    fr: 'Le salarié de ce souhait n’est pas une personne enregistrée.',
  },
  OFFER_EMPLOYEE_LEFT: {
    kind: 'unprocessable',
    en: 'The employee of this offer has left.',
    fr: 'Le salarié de ce souhait est parti.',
  },
  OFFER_EMPLOYEE_WITHOUT_EMPLOYER: {
    kind: 'unprocessable',
    en: 'The person of this offer has no employer in the directory. Name one in their entry first.',
    fr: 'La personne de ce souhait n’a pas d’employeur dans l’annuaire. Indiquez-en d’abord un dans sa fiche.',
  },
} as const satisfies RejectionTable<string>;

export type MarketplaceRejection = keyof typeof marketplaceRejections;

/** A refusal by one of the codes above. */
export function refuse(code: MarketplaceRejection, params: Rejection['params'] = {}): Refused {
  return refused(code, params);
}

/** The same as a rejection alone, for a claim that is not granted. */
export function rejection(code: MarketplaceRejection, params: Rejection['params'] = {}): Rejection {
  return { code, params };
}
