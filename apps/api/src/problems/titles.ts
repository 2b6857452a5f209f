import type { Sentence } from './api-problem.js';

const titles: Readonly<Record<number, Sentence>> = {
  400: { en: 'The request cannot be read', fr: 'La requête ne peut être lue' },
  401: { en: 'Who is asking?', fr: 'Qui demande ?' },
  403: { en: 'Not allowed to this caller', fr: 'Non permis à ce demandeur' },
  404: { en: 'Nothing there', fr: 'Rien à cet endroit' },
  405: { en: 'Wrong method', fr: 'Mauvaise méthode' },
  406: { en: 'Not in that form', fr: 'Pas sous cette forme' },
  408: { en: 'Too slow', fr: 'Trop lent' },
  409: { en: 'The present state forbids it', fr: 'L’état actuel l’interdit' },
  412: { en: 'It has changed meanwhile', fr: 'Cela a changé entre-temps' },
  413: { en: 'Too large', fr: 'Trop volumineux' },
  415: { en: 'Not in that format', fr: 'Pas dans ce format' },
  422: { en: 'A rule forbids it', fr: 'Une règle l’interdit' },
  431: { en: 'Headers too large', fr: 'En-têtes trop volumineux' },
  500: { en: 'A fault of ours', fr: 'Une erreur de notre part' },
  503: { en: 'Not at this moment', fr: 'Pas en ce moment' },
};

/** The title that all problems of a status share. */
export function titleOf(status: number): Sentence {
  return titles[status] ?? { en: 'Problem', fr: 'Problème' };
}
