import type { Sentence } from '@jalon/kernel';

/** What a query is asked for, in words for the people whom it shows. Every query that answers has one. */
const PURPOSES: Readonly<Record<string, Sentence>> = {
  ListMissions: { en: 'Looked at a list of missions', fr: 'Consultation d’une liste de missions' },
  GetMission: { en: 'Looked at a mission', fr: 'Consultation d’une mission' },
  MissionHistory: { en: 'Looked at the history of a mission', fr: 'Consultation de l’historique d’une mission' },
  ListHours: { en: 'Looked at time that was logged', fr: 'Consultation de temps saisis' },
  ListNeeds: { en: 'Looked at a list of needs', fr: 'Consultation d’une liste de besoins' },
  GetNeed: { en: 'Looked at a need', fr: 'Consultation d’un besoin' },
  NeedMatches: { en: 'Looked for offers that fit a need', fr: 'Recherche d’offres répondant à un besoin' },
  ListOffers: { en: 'Looked at a list of offers', fr: 'Consultation d’une liste d’offres' },
  GetOffer: { en: 'Looked at an offer', fr: 'Consultation d’une offre' },
  OfferMatches: { en: 'Looked for needs that fit an offer', fr: 'Recherche de besoins correspondant à une offre' },
  ListEmployers: { en: 'Looked at a list of employers', fr: 'Consultation d’une liste d’employeurs' },
  GetTenant: { en: 'Looked at the tenant’s settings', fr: 'Consultation des réglages de l’espace client' },
  GetEmployer: { en: 'Looked at an employer', fr: 'Consultation d’un employeur' },
  ListOrganisations: { en: 'Looked at a list of organisations', fr: 'Consultation d’une liste d’organismes' },
  GetOrganisation: { en: 'Looked at an organisation', fr: 'Consultation d’un organisme' },
  ListPeople: { en: 'Looked at a list of people', fr: 'Consultation d’une liste de personnes' },
  GetPerson: { en: 'Looked at a person’s entry', fr: 'Consultation de la fiche d’une personne' },
  ListRoles: { en: 'Looked at the roles that people hold', fr: 'Consultation des rôles des personnes' },
  ImpactReport: { en: 'Looked at the impact report', fr: 'Consultation du rapport d’impact' },
  ImpactEntries: {
    en: 'Looked at the time entries behind the impact report',
    fr: 'Consultation des saisies derrière le rapport d’impact',
  },
  ListActs: { en: 'Looked at the acts of two people', fr: 'Consultation des actes à deux' },
  AuditEvents: { en: 'Looked at the audit trail', fr: 'Consultation du journal d’audit' },
  ListImproperApprovals: {
    en: 'Looked up approvals that a merger of two entries makes improper',
    fr: 'Consultation des validations rendues irrégulières par la fusion de deux fiches',
  },
  ListReads: {
    en: 'Looked up who had looked at personal data',
    fr: 'Consultation des accès aux données personnelles',
  },
  ListRefusals: { en: 'Looked at commands that were refused', fr: 'Consultation des commandes refusées' },
  MyReads: { en: 'Looked up who had looked at their own data', fr: 'Consultation des accès à ses propres données' },
};

const AS_FILE: Sentence = { en: '{purpose}, as a file of the whole list', fr: '{purpose}, dans un fichier entier' };

/** The query of which an action writes the whole answer as a file; the action itself where it is none. */
const queryOf = (action: string): string => action.replace(/\/export$/, '');

export const hasPurpose = (query: string): boolean => Object.hasOwn(PURPOSES, query);

/** What was asked for, in words. An action of an earlier version is told by its name. */
export function purposeOf(action: string): Sentence {
  const query = queryOf(action);
  const purpose = PURPOSES[query] ?? { en: query, fr: query };
  // The audit trail is always whole.
  if (query === action || query === 'AuditEvents') return purpose;
  return { en: AS_FILE.en.replace('{purpose}', purpose.en), fr: AS_FILE.fr.replace('{purpose}', purpose.fr) };
}
