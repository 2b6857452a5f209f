import type { Sentence } from '@jalon/kernel';

const titles: Readonly<Record<number, Sentence>> = {
  400: { en: 'Malformed request', fr: 'Requête mal formée' },
  401: { en: 'Authentication required', fr: 'Authentification requise' },
  403: { en: 'Not allowed to this caller', fr: 'Action non autorisée' },
  404: { en: 'Not found', fr: 'Élément introuvable' },
  405: { en: 'Method not allowed', fr: 'Méthode non autorisée' },
  406: { en: 'Form not offered', fr: 'Forme non proposée' },
  408: { en: 'Request too slow', fr: 'Requête trop lente' },
  409: { en: 'Conflict with the present state', fr: 'Conflit avec l’état actuel' },
  412: { en: 'Changed meanwhile', fr: 'Modifié entre-temps' },
  413: { en: 'Body too large', fr: 'Corps trop volumineux' },
  415: { en: 'Format not supported', fr: 'Format non pris en charge' },
  422: { en: 'Contrary to a rule', fr: 'Contraire à une règle' },
  429: { en: 'Too much at once', fr: 'Trop de demandes à la fois' },
  431: { en: 'Headers too large', fr: 'En-têtes trop volumineux' },
  500: { en: 'Fault of the service', fr: 'Erreur du service' },
  503: { en: 'Unavailable for the moment', fr: 'Indisponible pour le moment' },
};

/** The title that all problems of a status share. */
export function titleOf(status: number): Sentence {
  return titles[status] ?? { en: 'Problem', fr: 'Problème' };
}
