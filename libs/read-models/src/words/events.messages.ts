import type { directoryEvents } from '@jalon/directory/events';
import type { ClaimReleased, ClaimTaken, EventOf, Sentence } from '@jalon/kernel';
import type { marketplaceEvents } from '@jalon/marketplace/events';
import type { MissionEvent } from '@jalon/mission/events';

type OurEvents =
  | MissionEvent
  | EventOf<
      (typeof directoryEvents)[number] | (typeof marketplaceEvents)[number] | typeof ClaimTaken | typeof ClaimReleased
    >;

/** What people call events, by type. */
export const EVENT_WORDS: Readonly<Record<OurEvents['type'], Sentence>> = {
  TenantOpened: { en: 'Tenant opened', fr: 'Client ouvert' },
  TenantAdministratorsStated: { en: 'Administrators stated', fr: 'Nombre d’administrateurs déclaré' },
  PublicationCorrectionRequested: {
    en: 'Correction of a publication requested',
    fr: 'Rectification d’une publication demandée',
  },
  PublicationCorrectionConfirmed: {
    en: 'Correction of a publication confirmed',
    fr: 'Rectification d’une publication confirmée',
  },
  PublicationCorrectionRefused: {
    en: 'Correction of a publication refused',
    fr: 'Rectification d’une publication refusée',
  },
  PublicationCorrectionRequestWithdrawn: {
    en: 'Request for the correction of a publication withdrawn',
    fr: 'Demande de rectification d’une publication retirée',
  },
  PublicationCorrected: { en: 'Publication corrected', fr: 'Publication rectifiée' },
  EmployerRegistered: { en: 'Employer registered', fr: 'Entité employeuse enregistrée' },
  EmployerRevised: { en: 'Employer revised', fr: 'Entité employeuse modifiée' },
  EmployerClosed: { en: 'Employer closed', fr: 'Entité employeuse fermée' },
  EmployerNumberFreed: { en: 'SIREN freed', fr: 'SIREN libéré' },
  OrganisationRegistered: { en: 'Organisation registered', fr: 'Organisme enregistré' },
  OrganisationRevised: { en: 'Organisation revised', fr: 'Organisme modifié' },
  OrganisationClosed: { en: 'Organisation closed', fr: 'Organisme fermé' },
  OrganisationNumberFreed: { en: 'Register number freed', fr: 'Numéro de registre libéré' },
  OrganisationMergerRequested: { en: 'Merger requested', fr: 'Fusion demandée' },
  OrganisationMergerConfirmed: { en: 'Merger confirmed', fr: 'Fusion confirmée' },
  OrganisationMergerRefused: { en: 'Merger refused', fr: 'Fusion refusée' },
  OrganisationMergerRequestWithdrawn: {
    en: 'Request for a merger withdrawn',
    fr: 'Demande de fusion retirée',
  },
  OrganisationMerged: { en: 'Organisation merged', fr: 'Organisme fusionné' },
  OrganisationSeparationRequested: { en: 'Separation requested', fr: 'Séparation demandée' },
  OrganisationSeparationConfirmed: {
    en: 'Separation confirmed',
    fr: 'Séparation confirmée',
  },
  OrganisationSeparationRefused: { en: 'Separation refused', fr: 'Séparation refusée' },
  OrganisationSeparationRequestWithdrawn: {
    en: 'Request for a separation withdrawn',
    fr: 'Demande de séparation retirée',
  },
  OrganisationSeparated: { en: 'Organisation separated', fr: 'Organisme séparé' },
  PersonRegistered: { en: 'Person registered', fr: 'Personne enregistrée' },
  PersonRevised: { en: 'Person revised', fr: 'Personne modifiée' },
  PersonLeft: { en: 'Person left', fr: 'Départ d’une personne' },
  PersonMergerRequested: { en: 'Merger of entries requested', fr: 'Fusion de fiches demandée' },
  PersonMergerConfirmed: { en: 'Merger of entries confirmed', fr: 'Fusion de fiches confirmée' },
  PersonMergerRefused: { en: 'Merger of entries refused', fr: 'Fusion de fiches refusée' },
  PersonMergerRequestWithdrawn: {
    en: 'Request for a merger of entries withdrawn',
    fr: 'Demande de fusion de fiches retirée',
  },
  PersonMerged: { en: 'Entries merged', fr: 'Fiches fusionnées' },
  PersonSeparationRequested: { en: 'Separation of entries requested', fr: 'Séparation de fiches demandée' },
  PersonSeparationConfirmed: { en: 'Separation of entries confirmed', fr: 'Séparation de fiches confirmée' },
  PersonSeparationRefused: { en: 'Separation of entries refused', fr: 'Séparation de fiches refusée' },
  PersonSeparationRequestWithdrawn: {
    en: 'Request for a separation of entries withdrawn',
    fr: 'Demande de séparation de fiches retirée',
  },
  PersonSeparated: { en: 'Entries separated', fr: 'Fiches séparées' },
  RoleGrantRequested: { en: 'Role requested', fr: 'Rôle demandé' },
  RoleGrantConfirmed: { en: 'Request for a role confirmed', fr: 'Demande d’un rôle confirmée' },
  RoleGrantRefused: { en: 'Request for a role refused', fr: 'Demande d’un rôle refusée' },
  RoleGrantRequestWithdrawn: { en: 'Request for a role withdrawn', fr: 'Demande d’un rôle retirée' },
  RoleGranted: { en: 'Role granted', fr: 'Rôle attribué' },
  RoleRevoked: { en: 'Role taken back', fr: 'Rôle retiré' },
  NeedPublished: { en: 'Need published', fr: 'Besoin publié' },
  NeedRevised: { en: 'Need revised', fr: 'Besoin modifié' },
  NeedClosed: { en: 'Need closed', fr: 'Besoin fermé' },
  OfferPublished: { en: 'Offer published', fr: 'Souhait d’engagement publié' },
  OfferRevised: { en: 'Offer revised', fr: 'Souhait d’engagement modifié' },
  OfferWithdrawn: { en: 'Offer withdrawn', fr: 'Souhait d’engagement retiré' },
  ClaimTaken: { en: 'Claim taken', fr: 'Réservation prise' },
  ClaimReleased: { en: 'Claim released', fr: 'Réservation rendue' },
  ClaimAbandoned: { en: 'Claim abandoned', fr: 'Réservation abandonnée' },
  MissionProposed: { en: 'Mission proposed', fr: 'Mission proposée' },
  MissionAccepted: { en: 'Mission accepted', fr: 'Mission acceptée' },
  MissionConfirmed: { en: 'Mission confirmed', fr: 'Mission confirmée' },
  MissionDeclined: { en: 'Mission declined', fr: 'Mission déclinée' },
  MissionWithdrawn: { en: 'Mission withdrawn', fr: 'Mission retirée' },
  HoursLogged: { en: 'Time logged', fr: 'Temps saisi' },
  HoursApproved: { en: 'Time confirmed', fr: 'Temps confirmé' },
  HoursRejected: { en: 'Time rejected', fr: 'Temps rejeté' },
  HoursCorrected: { en: 'Time corrected', fr: 'Temps corrigé' },
  HoursVoided: { en: 'Time voided', fr: 'Temps annulé' },
  MissionTotalsRestated: { en: 'Totals restated', fr: 'Totaux rectifiés' },
  AmendmentProposed: { en: 'Amendment proposed', fr: 'Avenant proposé' },
  AmendmentAccepted: { en: 'Amendment accepted', fr: 'Avenant accepté' },
  AmendmentDeclined: { en: 'Amendment declined', fr: 'Avenant décliné' },
  MissionAmended: { en: 'Mission amended', fr: 'Mission modifiée par avenant' },
  MissionSuspended: { en: 'Mission suspended', fr: 'Mission suspendue' },
  MissionResumed: { en: 'Mission resumed', fr: 'Mission reprise' },
  MissionCancelled: { en: 'Mission cancelled', fr: 'Mission annulée' },
  AttributionCorrected: { en: 'Attribution corrected', fr: 'Rattachement corrigé' },
  MissionClosed: { en: 'Mission closed', fr: 'Mission clôturée' },
  ForcedClosureRequested: { en: 'Forced closure requested', fr: 'Clôture forcée demandée' },
  ForcedClosureConfirmed: { en: 'Forced closure confirmed', fr: 'Clôture forcée confirmée' },
  ForcedClosureRefused: { en: 'Forced closure refused', fr: 'Clôture forcée refusée' },
  ForcedClosureRequestWithdrawn: {
    en: 'Request for a forced closure withdrawn',
    fr: 'Demande de clôture forcée retirée',
  },
  OutcomesConfirmed: { en: 'Outcomes confirmed', fr: 'Résultats confirmés' },
  OutcomesDisputed: { en: 'Outcomes disputed', fr: 'Résultats contestés' },
  MissionEvaluated: { en: 'Mission evaluated', fr: 'Mission évaluée' },
};
