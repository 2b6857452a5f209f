import type {
  ActKindCode,
  ActStatus,
  Basis,
  Category,
  Cause,
  EntryState,
  Format,
  Language,
  MissionStatus,
  Party,
  PersonKind,
  Register,
  Remote,
  Role,
  Sentence,
} from '@jalon/kernel';
import type { NEED_CLOSURE_REASONS } from '@jalon/marketplace/events';
import type { CANCELLATION_REASONS, Criterion, SUSPENSION_REASONS, TimeGiven } from '@jalon/mission/events';
import type { Audience, TimeState } from '@jalon/rules';
import { EVENT_WORDS } from './events.messages.js';

type Words<Code extends string> = Readonly<Record<Code, Sentence>>;

const PARTIES: Words<Party> = {
  employee: { en: 'employee', fr: 'salarié' },
  organisation: { en: 'organisation', fr: 'organisme' },
  manager: { en: 'manager', fr: 'manager' },
  company: { en: 'company', fr: 'entreprise' },
};

const STATUSES: Words<MissionStatus | 'not-retained'> = {
  proposed: { en: 'proposed', fr: 'proposée' },
  confirmed: { en: 'confirmed', fr: 'confirmée' },
  suspended: { en: 'suspended', fr: 'suspendue' },
  closed: { en: 'closed', fr: 'clôturée' },
  evaluated: { en: 'evaluated', fr: 'évaluée' },
  declined: { en: 'declined', fr: 'déclinée' },
  withdrawn: { en: 'withdrawn', fr: 'retirée' },
  cancelled: { en: 'cancelled', fr: 'annulée' },
  'not-retained': { en: 'not retained', fr: 'non retenue' },
};

const BASES: Words<Basis> = {
  secondment: { en: 'secondment', fr: 'prêt de main-d’œuvre' },
  service: { en: 'service', fr: 'prestation' },
  'personal-time': { en: 'personal time', fr: 'bénévolat' },
};

const CAUSES: Words<Cause> = {
  philanthropy: { en: 'philanthropy', fr: 'philanthropie' },
  education: { en: 'education', fr: 'éducation' },
  science: { en: 'science', fr: 'science' },
  social: { en: 'social', fr: 'social' },
  humanitarian: { en: 'humanitarian', fr: 'humanitaire' },
  sport: { en: 'sport', fr: 'sport' },
  family: { en: 'family', fr: 'famille' },
  culture: { en: 'culture', fr: 'culture' },
  heritage: { en: 'heritage', fr: 'patrimoine' },
  environment: { en: 'environment', fr: 'environnement' },
  health: { en: 'health', fr: 'santé' },
  community: { en: 'community', fr: 'vie locale' },
  employment: { en: 'employment', fr: 'emploi' },
};

const CANCELLATIONS: Words<(typeof CANCELLATION_REASONS)[number]> = {
  'employee-unavailable': { en: 'employee unavailable', fr: 'salarié indisponible' },
  'organisation-unavailable': { en: 'organisation unavailable', fr: 'organisme indisponible' },
  'company-decision': { en: 'decision of the company', fr: 'décision de l’entreprise' },
  'no-agreement': { en: 'no agreement', fr: 'absence de convention' },
  'need-gone': { en: 'no need any more', fr: 'besoin disparu' },
  other: { en: 'other', fr: 'autre' },
};

const SUSPENSIONS: Words<(typeof SUSPENSION_REASONS)[number]> = {
  'employee-absent': { en: 'employee absent', fr: 'absence du salarié' },
  'organisation-request': { en: 'at the organisation’s request', fr: 'à la demande de l’organisme' },
  'company-request': { en: 'at the company’s request', fr: 'à la demande de l’entreprise' },
  'force-majeure': { en: 'force majeure', fr: 'force majeure' },
  other: { en: 'other', fr: 'autre' },
};

/** Outcomes are claimed when a mission closes, then confirmed or disputed by the organisation. */
export type OutcomeState = 'none' | 'claimed' | 'confirmed' | 'disputed';

const OUTCOMES: Words<OutcomeState> = {
  none: { en: 'none', fr: 'aucun' },
  claimed: { en: 'claimed', fr: 'déclarés' },
  confirmed: { en: 'confirmed', fr: 'confirmés' },
  disputed: { en: 'disputed', fr: 'contestés' },
};

const CRITERIA: Words<Criterion> = {
  usefulness: { en: 'usefulness', fr: 'utilité' },
  preparation: { en: 'preparation', fr: 'préparation' },
  collaboration: { en: 'collaboration', fr: 'collaboration' },
  'skills-gained': { en: 'skills gained', fr: 'compétences acquises' },
  recommendation: { en: 'recommendation', fr: 'recommandation' },
};

const UNITS: Words<TimeGiven['unit']> = {
  minutes: { en: 'minutes', fr: 'minutes' },
  'half-day': { en: 'half-day', fr: 'demi-journée' },
};

const HALVES: Words<NonNullable<TimeGiven['half']>> = {
  morning: { en: 'morning', fr: 'matin' },
  afternoon: { en: 'afternoon', fr: 'après-midi' },
};

const ENTRIES: Words<EntryState> = {
  pending: { en: 'pending', fr: 'en attente' },
  approved: { en: 'confirmed', fr: 'confirmé' },
  rejected: { en: 'rejected', fr: 'rejeté' },
  voided: { en: 'voided', fr: 'annulé' },
};

const AGE_BANDS: Words<string> = {
  'under-25': { en: 'under 25', fr: 'moins de 25 ans' },
  '25-34': { en: '25 to 34', fr: '25 à 34 ans' },
  '35-44': { en: '35 to 44', fr: '35 à 44 ans' },
  '45-54': { en: '45 to 54', fr: '45 à 54 ans' },
  '55-plus': { en: '55 and over', fr: '55 ans et plus' },
};

const ROLES: Words<Role> = {
  admin: { en: 'administrator', fr: 'administrateur' },
  hr: { en: 'HR', fr: 'RH' },
  manager: { en: 'manager', fr: 'manager' },
  employee: { en: 'employee', fr: 'salarié' },
  organisation: { en: 'organisation', fr: 'organisme' },
  auditor: { en: 'auditor', fr: 'auditeur' },
  compliance: { en: 'compliance', fr: 'conformité' },
  'works-council': { en: 'works council', fr: 'comité social et économique' },
  dpo: { en: 'data protection officer', fr: 'délégué à la protection des données' },
  service: { en: 'service', fr: 'service' },
  operator: { en: 'operator', fr: 'exploitant' },
  system: { en: 'the engine', fr: 'le moteur' },
};

const PERSON_KIND_WORDS: Words<PersonKind> = {
  participant: { en: 'participant', fr: 'participant' },
  'outside-auditor': { en: 'outside auditor', fr: 'auditeur externe' },
  service: { en: 'service', fr: 'service' },
};

const CATEGORIES: Words<Category> = {
  tenant: { en: 'tenant', fr: 'client' },
  employer: { en: 'employer', fr: 'entité employeuse' },
  organisation: { en: 'organisation', fr: 'organisme' },
  register: { en: 'register number', fr: 'numéro de registre' },
  person: { en: 'person', fr: 'personne' },
  need: { en: 'need', fr: 'besoin' },
  offer: { en: 'offer', fr: 'souhait d’engagement' },
  publication: { en: 'publication', fr: 'publication' },
  mission: { en: 'mission', fr: 'mission' },
};

/** Why an event is masked. */
const MASKS: Words<'not-retained' | 'evaluation' | 'personal-time' | 'manager-detail' | 'employer'> = {
  'not-retained': { en: 'not retained', fr: 'non retenue' },
  evaluation: { en: 'evaluations are still hidden', fr: 'évaluations encore cachées' },
  'personal-time': { en: 'personal time', fr: 'bénévolat' },
  'manager-detail': { en: 'not shown to managers', fr: 'non montré aux managers' },
  employer: { en: 'not of one employer alone', fr: 'ne relève pas d’un seul employeur' },
};

const ACTS: Words<ActKindCode> = {
  'forced-closure': { en: 'forced closure', fr: 'clôture forcée' },
  'organisation-merger': { en: 'merger of an organisation', fr: 'fusion d’organismes' },
  'organisation-separation': { en: 'separation of an organisation', fr: 'séparation d’organismes' },
  'person-merger': { en: 'merger of two entries of one human', fr: 'fusion de deux fiches d’un même être humain' },
  'person-separation': { en: 'separation of two entries', fr: 'séparation de deux fiches' },
  'publication-correction': { en: 'correction of a publication', fr: 'rectification d’une publication' },
  'role-grant': { en: 'grant of a role', fr: 'attribution d’un rôle' },
};

const ACT_STATES: Words<ActStatus> = {
  open: { en: 'waiting for a second person', fr: 'en attente d’une seconde personne' },
  confirmed: { en: 'confirmed', fr: 'confirmé' },
  refused: { en: 'refused', fr: 'refusé' },
  withdrawn: { en: 'withdrawn', fr: 'retiré' },
  expired: { en: 'expired', fr: 'expiré' },
  lapsed: { en: 'lapsed', fr: 'devenu sans objet' },
};

const NEED_STATUSES: Words<'open' | 'closed'> = {
  open: { en: 'open', fr: 'ouvert' },
  closed: { en: 'closed', fr: 'clos' },
};

const NEED_CLOSURES: Words<(typeof NEED_CLOSURE_REASONS)[number]> = {
  filled: { en: 'filled', fr: 'pourvu' },
  withdrawn: { en: 'withdrawn', fr: 'retiré' },
  expired: { en: 'expired', fr: 'expiré' },
  other: { en: 'other', fr: 'autre' },
};

const OFFER_STATUSES: Words<'open' | 'withdrawn' | 'ended'> = {
  open: { en: 'open', fr: 'ouvert' },
  withdrawn: { en: 'withdrawn', fr: 'retiré' },
  ended: { en: 'ended', fr: 'terminé' },
};

const RHYTHMS: Words<Format> = {
  'one-off': { en: 'one-off', fr: 'ponctuel' },
  recurring: { en: 'recurring', fr: 'récurrent' },
  'part-time': { en: 'part time', fr: 'temps partiel' },
  'full-time': { en: 'full time', fr: 'temps plein' },
};

const REMOTE_WORK: Words<Remote> = {
  no: { en: 'no', fr: 'non' },
  possible: { en: 'possible', fr: 'possible' },
  only: { en: 'only', fr: 'uniquement' },
};

const SPOKEN: Words<Language> = {
  fr: { en: 'French', fr: 'français' },
  en: { en: 'English', fr: 'anglais' },
};

const REGISTER_NAMES: Words<Register> = {
  siren: { en: 'SIREN', fr: 'SIREN' },
  rna: { en: 'RNA', fr: 'RNA' },
  'alsace-moselle': { en: 'Alsace-Moselle register', fr: 'registre d’Alsace-Moselle' },
  foreign: { en: 'foreign register', fr: 'registre étranger' },
};

const TIME_STATE_WORDS: Words<TimeState> = {
  confirmed: { en: 'confirmed', fr: 'confirmé' },
  confirmedOffDuty: { en: 'confirmed, off duty', fr: 'confirmé hors temps de travail' },
  pending: { en: 'pending', fr: 'en attente' },
  unanswered: { en: 'unanswered', fr: 'sans réponse' },
  rejected: { en: 'rejected', fr: 'rejeté' },
  voided: { en: 'voided', fr: 'annulé' },
};

const AUDIENCE_WORDS: Words<Audience> = {
  internal: { en: 'internal', fr: 'interne' },
  publication: { en: 'publication', fr: 'publication' },
};

const LINES: Words<'row' | 'total'> = {
  row: { en: 'row', fr: 'ligne' },
  total: { en: 'total', fr: 'total' },
};

/** What people call the codes that views hold, list by list. A column names the list of its codes (`codes`). */
export const CODES = {
  parties: PARTIES,
  needStatuses: NEED_STATUSES,
  needClosures: NEED_CLOSURES,
  offerStatuses: OFFER_STATUSES,
  rhythms: RHYTHMS,
  remote: REMOTE_WORK,
  languages: SPOKEN,
  registers: REGISTER_NAMES,
  timeStates: TIME_STATE_WORDS,
  audiences: AUDIENCE_WORDS,
  lines: LINES,
  statuses: STATUSES,
  bases: BASES,
  causes: CAUSES,
  cancellations: CANCELLATIONS,
  suspensions: SUSPENSIONS,
  outcomes: OUTCOMES,
  criteria: CRITERIA,
  units: UNITS,
  halves: HALVES,
  entries: ENTRIES,
  ageBands: AGE_BANDS,
  roles: ROLES,
  personKinds: PERSON_KIND_WORDS,
  categories: CATEGORIES,
  masks: MASKS,
  actKinds: ACTS,
  actStatuses: ACT_STATES,
  events: EVENT_WORDS,
} as const satisfies Readonly<Record<string, Words<string>>>;

export type CodeList = keyof typeof CODES;

/** The word for a code; null for a code that is not in the list. */
export function wordFor(list: string, code: string): Sentence | null {
  const words: Words<string> | undefined = Object.hasOwn(CODES, list) ? CODES[list as CodeList] : undefined;
  return words && Object.hasOwn(words, code) ? (words[code] ?? null) : null;
}

export const YES: Sentence = { en: 'yes', fr: 'oui' };
export const NO: Sentence = { en: 'no', fr: 'non' };
/** In the place of a personal field whose key was destroyed. */
export const ERASED_WORD: Sentence = { en: 'erased', fr: 'effacé' };
