import { directoryEvents } from '@jalon/directory/events';
import { personal, streamName, type Category, type EventOf } from '@jalon/kernel';
import { marketplaceEvents } from '@jalon/marketplace/events';
import { missionEvents } from '@jalon/mission/events';

/** Every event that may be stored. The compiler asks for a sample of each below. */
export const storedEvents = [...directoryEvents, ...marketplaceEvents, ...missionEvents] as const;

type AnyEvent = EventOf<(typeof storedEvents)[number]>;
type Samples = { readonly [Type in AnyEvent['type']]: Extract<AnyEvent, { type: Type }>['data'] };

export const TENANT = 'groupe-arvor';
export const ids = {
  operator: '0199a1f0-2b00-7c11-8a01-5d0c3e9b1001',
  employer: '0199a1f0-2b00-7c11-8a01-5d0c3e9b1002',
  organisation: '0199a1f0-2b00-7c11-8a01-5d0c3e9b1003',
  employee: '0199a1f0-2b00-7c11-8a01-5d0c3e9b1004',
  manager: '0199a1f0-2b00-7c11-8a01-5d0c3e9b1005',
  contact: '0199a1f0-2b00-7c11-8a01-5d0c3e9b1006',
  need: '0199a1f0-2b00-7c11-8a01-5d0c3e9b1007',
  offer: '0199a1f0-2b00-7c11-8a01-5d0c3e9b1008',
  mission: '0199a1f0-2b00-7c11-8a01-5d0c3e9b1009',
  entry: '0199a1f0-2b00-7c11-8a01-5d0c3e9b1010',
  amendment: '0199a1f0-2b00-7c11-8a01-5d0c3e9b1011',
  head: '0199a1f0-2b00-7c11-8a01-5d0c3e9b1013',
  act: '0199a1f0-2b00-7c11-8a01-5d0c3e9b1012',
} as const;

const streamOf = (category: Category, id: string) => streamName({ category, tenant: TENANT, id });
const { employee, employer, organisation } = ids;
const entryId = ids.entry;
const amendmentId = ids.amendment;
const actId = ids.act;
const numberClaim = (attempt: number, number = 'rna-w353012345') => ({
  owner: streamOf('register', number),
  key: 'number',
  attempt,
});
const into = ids.head;

const employerEntry = { name: 'Arvor Énergie SAS', siren: '552100554' } as const;
const organisationEntry = {
  name: 'Les Compagnons du Lien',
  register: 'rna',
  registerNumber: 'W353012345',
  department: '35',
  contact: ids.contact,
} as const;
const personEntry = {
  givenName: personal('Maëlle'),
  familyName: personal('Le Goff'),
  email: personal('maelle.legoff@example.org'),
  staffNumber: personal('A-20417'),
  entryDate: personal('2011-09-01'),
  birthDate: personal('1968-04-23'),
  employer,
  manager: ids.manager,
  department: 'finance',
  site: 'rennes-01',
  organisation: null,
};
const outsider = {
  ...personEntry,
  ...{ staffNumber: null, entryDate: null, birthDate: null, employer: null, manager: null },
  ...{ department: null, site: null },
} as const;
const rennes = { locality: 'Rennes', department: '35', latitude: 4_811_734, longitude: -167_788 } as const;
const needEntry = {
  title: 'Remettre à plat notre comptabilité analytique',
  description:
    'Nous suivons huit projets et cherchons quelqu’un pour bâtir des tableaux « simples » \u2014 et les expliquer.',
  cause: 'social',
  sdg: 10,
  skills: ['accounting', 'spreadsheets'],
  format: 'part-time',
  remote: 'possible',
  location: rennes,
  languages: ['fr'],
  startsOn: '2026-10-01',
  endsOn: '2027-03-31',
  minutesPerWeek: 420,
  places: 2,
  contact: ids.contact,
} as const;
const offerEntry = {
  employee,
  skills: ['accounting', 'training'],
  causes: ['social', 'education'],
  formats: ['part-time'],
  remote: 'possible',
  department: '35',
  coordinates: personal({ latitude: 4_812_000, longitude: -168_000 }),
  radiusKm: 25,
  languages: ['fr', 'en'],
  availableFrom: '2026-10-01',
  availableUntil: null,
  minutesPerWeek: 480,
  words: personal('J’aimerais transmettre, un jour par semaine, avant la retraite.'),
} as const;

const claim = { owner: streamOf('need', ids.need), key: 'place', attempt: 4 };
const claimOnNeed = { subject: streamOf('mission', ids.mission), key: 'place', attempt: 4 };
const timeGiven = {
  date: '2026-10-09',
  unit: 'minutes',
  minutes: 210,
  half: null,
  startsAt: '09:00',
  onDuty: true,
} as const;
const halfDay = { ...timeGiven, unit: 'half-day', half: 'afternoon', startsAt: null } as const;
const totals = {
  approvedMinutes: 8_190,
  approvedOffDutyMinutes: 120,
  pendingMinutes: 0,
  rejectedMinutes: 210,
  voidedMinutes: 0,
};
const terms = { endsOn: '2027-03-31', plannedMinutes: 9_600 };
const outcomes = [
  { indicator: 'people-trained', quantity: 6 },
  { indicator: 'tools-delivered', quantity: 3 },
];

export const samples: Samples = {
  TenantOpened: { zone: 'Europe/Paris', language: 'fr', mode: 'production', operator: ids.operator },
  TenantAdministratorsStated: { administrators: 'single' },
  TenantManagerDetailSet: { managerDetail: 'whole' },
  PublicationCorrectionRequested: { actId, expiresOn: '2027-04-09', month: '2026-12' },
  PublicationCorrectionConfirmed: { actId },
  PublicationCorrectionRefused: { actId },
  PublicationCorrectionRequestWithdrawn: { actId },
  PublicationCorrected: { actId, month: '2026-12' },
  EmployerRegistered: employerEntry,
  EmployerRevised: { name: 'Arvor Énergie', siren: null },
  EmployerClosed: { closedOn: '2029-01-01' },
  EmployerNumberFreed: {
    claims: [numberClaim(0, 'employer-552100554')],
  },
  OrganisationRegistered: { ...organisationEntry, branchOf: null, claims: [numberClaim(0)] },
  OrganisationRevised: { ...organisationEntry, department: null, contact: null },
  OrganisationClosed: { closedOn: '2028-07-01' },
  OrganisationNumberFreed: {
    claims: [numberClaim(0)],
  },
  OrganisationMergerRequested: { actId, expiresOn: '2026-10-26', into },
  OrganisationMergerConfirmed: { actId },
  OrganisationMergerRefused: { actId },
  OrganisationMergerRequestWithdrawn: { actId },
  OrganisationMerged: { actId, into },
  OrganisationSeparationRequested: { actId, expiresOn: '2026-10-26', from: into },
  OrganisationSeparationConfirmed: { actId },
  OrganisationSeparationRefused: { actId },
  OrganisationSeparationRequestWithdrawn: { actId },
  OrganisationSeparated: { actId, from: into },
  PersonRegistered: personEntry,
  PersonRevised: { ...personEntry, email: null, birthDate: null, manager: null, site: null },
  PersonEmailSharingChosen: { shared: true },
  PersonPrivateEmailGiven: { privateEmail: personal('maelle@example.net') },
  PersonPrivateEmailWithdrawn: {},
  PersonLeft: { leftOn: '2029-05-01' },
  PersonMergerRequested: { actId, expiresOn: '2026-10-26', into },
  PersonMergerConfirmed: { actId },
  PersonMergerRefused: { actId },
  PersonMergerRequestWithdrawn: { actId },
  PersonMerged: { actId, into },
  PersonSeparationRequested: { actId, expiresOn: '2026-10-26', from: into },
  PersonSeparationConfirmed: { actId },
  PersonSeparationRefused: { actId },
  PersonSeparationRequestWithdrawn: { actId },
  PersonSeparated: { actId, from: into },
  RoleGrantRequested: {
    actId,
    expiresOn: '2026-10-26',
    role: 'auditor',
    employer,
    organisation: null,
    until: '2027-03-31',
    reason: personal('Commissaire aux comptes pour l’exercice 2026.'),
  },
  RoleGrantConfirmed: { actId },
  RoleGrantRefused: { actId },
  RoleGrantRequestWithdrawn: { actId },
  RoleGranted: {
    role: 'auditor',
    employer,
    organisation: null,
    until: '2027-03-31',
    reason: personal('Commissaire aux comptes pour l’exercice 2026.'),
    actId,
  },
  RoleRevoked: { role: 'auditor', employer, organisation: null, reason: personal('Mandat terminé avant l’heure.') },

  NeedPublished: { organisation, ...needEntry, source: { name: 'besoins.csv', key: 'B-017' } },
  NeedRevised: { ...needEntry, description: null, sdg: null, location: null, endsOn: null, places: 3 },
  NeedClosed: { reason: 'filled' },
  OfferPublished: offerEntry,
  OfferRevised: { ...offerEntry, causes: [], availableUntil: '2027-06-30', words: null },
  OfferWithdrawn: {},
  ClaimTaken: { ...claimOnNeed, amount: 1 },
  ClaimReleased: { ...claimOnNeed, cause: 'given-back' },
  ClaimAbandoned: claim,
  ReservationAbandoned: {},

  MissionProposed: {
    employee,
    employer,
    organisation,
    need: ids.need,
    manager: ids.manager,
    basis: 'secondment',
    title: 'Comptabilité analytique des Compagnons du Lien',
    cause: 'social',
    sdg: 10,
    startsOn: '2026-10-05',
    endsOn: '2027-01-29',
    plannedMinutes: 7_140,
    zone: 'Europe/Paris',
    proposedBy: 'company',
    requiredAcceptances: ['employee', 'organisation', 'manager'],
    evaluators: ['employee', 'organisation', 'company'],
  },
  MissionAccepted: { party: 'organisation', claims: [claim] },
  MissionConfirmed: {
    attribution: {
      employer,
      employee,
      organisation,
      need: ids.need,
      basis: 'secondment',
      cause: 'social',
      sdg: 10,
      department: 'finance',
      site: 'rennes-01',
      ageBand: '55-59',
      programme: null,
    },
  },
  MissionDeclined: { party: 'manager', employee, reason: personal('Clôture annuelle : pas avant février.') },
  MissionWithdrawn: { employee, reason: null },
  HoursLogged: {
    entryId,
    employee,
    ...timeGiven,
    comment: personal('Atelier "budget" avec l’équipe 👍'),
    checkedAgainst: 'mission-only',
  },
  HoursApproved: { entryId },
  HoursRejected: { entryId, employee, reason: personal('La séance a été reportée.') },
  HoursCorrected: {
    entryId,
    employee,
    before: timeGiven,
    after: halfDay,
    reason: personal('Saisi en minutes par erreur.'),
    checkedAgainst: 'mission-only',
  },
  HoursVoided: { entryId, actId },
  MissionTotalsRestated: { before: totals, after: { ...totals, approvedMinutes: 8_400, rejectedMinutes: 0 } },
  AmendmentProposed: {
    amendmentId,
    employee,
    terms,
    effectiveFrom: '2027-01-30',
    requiredAcceptances: ['employee', 'organisation'],
    reason: personal('L’association demande deux mois de plus.'),
  },
  AmendmentAccepted: { amendmentId, party: 'employee' },
  AmendmentDeclined: { amendmentId, party: 'organisation', employee, reason: null },
  MissionAmended: {
    amendmentId,
    before: { endsOn: '2027-01-29', plannedMinutes: 7_140 },
    after: terms,
    effectiveFrom: '2027-01-30',
  },
  MissionSuspended: { from: '2026-11-02', reason: 'employee-absent' },
  MissionResumed: { from: '2026-11-16' },
  MissionCancelled: { party: 'company', reason: 'company-decision', claims: [claim] },
  AttributionCorrected: {
    employee,
    field: 'site',
    before: 'rennes-01',
    after: 'rennes-02',
    reason: personal('Le service avait déménagé en septembre.'),
  },
  MissionClosed: {
    employee,
    endedOn: '2027-03-26',
    forced: false,
    totals,
    outcomes,
    evaluationDeadline: '2027-04-25',
    reason: personal('Travail achevé une semaine plus tôt.'),
  },
  ForcedClosureRequested: {
    actId,
    expiresOn: '2027-04-09',
    employee,
    endedOn: '2027-03-26',
    outcomes: [],
    reason: personal('L’association ne répond plus depuis deux mois.'),
  },
  ForcedClosureConfirmed: { actId },
  ForcedClosureRefused: { actId },
  ForcedClosureRequestWithdrawn: { actId },
  OutcomesConfirmed: { outcomes },
  OutcomesDisputed: { employee, reason: personal('Trois personnes formées, et non six.') },
  MissionEvaluated: {
    party: 'organisation',
    employee,
    number: 1,
    scores: [
      { criterion: 'usefulness', score: 5 },
      { criterion: 'recommendation', score: 4 },
    ],
    comment: personal('Une aide précieuse.\nMerci !'),
  },
};

/**
 * Further samples, each with a golden file of its own: what events hold since a field was added to a version that stores
 * already held. The first file of a version stays as it is.
 */
export const furtherSamples: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  'EmployerRegistered.v1': { claims: { ...employerEntry, claims: [numberClaim(0, 'employer-552100554')] } },
  'EmployerRevised.v1': {
    claims: { name: 'Arvor Énergie', siren: '356000000', claims: [numberClaim(4, 'employer-356000000')] },
  },
  'PersonRegistered.v1': { 'outside-auditor': { ...outsider, kind: 'outside-auditor', until: '2027-03-31' } },
  'PersonRevised.v1': { 'outside-auditor': { ...outsider, until: '2027-06-30' } },
  'OrganisationRevised.v1': { claims: { ...samples.OrganisationRevised, claims: [numberClaim(4)] } },
};
