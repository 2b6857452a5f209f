import { OVERSEER_ROLES, TOKEN_ROLES, type Caller, type Role, type Uuid } from '@jalon/kernel';
import {
  exportOf,
  RELATIONS_OF_LIMITED_ROLES,
  type Holder,
  type Policy,
  type PolicyKind,
  type Reach,
  type Relation,
} from './policy.js';

// Who may do what: docs/access.md shows this table. An action that it does not name cannot be reached: the service does
// not start with such a route, and no such command or query is carried out.

/** Each of these roles has this relation. */
const each = (relation: Relation, ...holders: readonly Holder[]): Reach =>
  Object.fromEntries(holders.map((holder) => [holder, relation]));

const employee: Reach = { employee: 'self' };
const manager: Reach = { manager: 'team' };
const organisation: Reach = { organisation: 'organisation' };
/** Human resources and administrators act for the company. */
const company = each('tenant', 'hr', 'admin');
/** As the second person of a tenant with a single administrator, at the command line. */
const operator = each('tenant', 'operator');
/** Whoever takes part in missions, for themself alone. */
const themself = each('self', 'employee', 'organisation', 'manager', 'hr', 'admin');
/** The same for what belongs to an employer: human resources may be those of one employer. */
const companyByEmployer: Reach = { ...company, ...each('employer', 'hr') };
const everyParty: Reach = { ...employee, ...organisation, ...manager, ...companyByEmployer };

const overseers = each('tenant', ...OVERSEER_ROLES);
/** The same, where what is shown is limited to the employer of a limited role: its answers must look at employers. */
const overseersByEmployer: Reach = { ...overseers, ...each('employer', 'hr', 'auditor', 'compliance') };
const left = each('self', 'left');
const partiesAndOverseers: Reach = { ...everyParty, ...overseersByEmployer, ...left };
/** What is no secret within the tenant, but is none of the works council's business. */
const insiders: Reach = { ...overseersByEmployer, ...each('tenant', 'manager', 'employee', 'organisation', 'service') };

type Rows = Readonly<Record<string, Reach>>;
interface Section {
  readonly of: string;
  readonly specs: readonly string[];
}
/** It asks every query that a role of one employer may ask. */
const LIMITED_ROLES = 'libs/read-models/src/query/limited-roles.spec.ts';
const lines =
  (kind: PolicyKind) =>
  (section: Section, rows: Rows): readonly Policy[] =>
    Object.entries(rows).map(([action, reach]) => ({
      ...{ action, kind, reach, of: section.of },
      specs:
        kind !== 'command' && Object.values(reach).includes('employer')
          ? [...section.specs, LIMITED_ROLES]
          : section.specs,
    }));
const commands = lines('command');
const queries = lines('query');
const operations = lines('operation');
/** Queries whose whole answer can be written as a file, by whoever may ask them. */
const exportable = (section: Section, rows: Rows): readonly Policy[] => [
  ...queries(section, rows),
  ...lines('export')(
    section,
    Object.fromEntries(Object.entries(rows).map(([query, reach]) => [exportOf(query), reach])),
  ),
];
const section = (of: string, ...specs: readonly string[]): Section => ({ of, specs });

const proposals = section('Missions', 'libs/mission/src/proposal.spec.ts', 'libs/mission/src/acceptance.spec.ts');
const course = section(
  'The course of a mission',
  'libs/mission/src/course.spec.ts',
  'libs/mission/src/closure.spec.ts',
);
const amendments = section('Amendments', 'libs/mission/src/amendment.spec.ts');
const hours = section('Time', 'libs/mission/src/hours.spec.ts', 'libs/mission/src/answers.spec.ts');
const ends = section(
  'Outcomes and evaluations',
  'libs/mission/src/answers.spec.ts',
  'libs/mission/src/evaluation.spec.ts',
);
const needs = section('Needs', 'libs/marketplace/src/need.decider.spec.ts');
const offers = section('Offers', 'libs/marketplace/src/offer.decider.spec.ts');
const tenants = section('Tenants', 'libs/directory/src/tenant.decider.spec.ts');
const employers = section('Employers', 'libs/directory/src/employer.decider.spec.ts');
const organisations = section('Organisations', 'libs/directory/src/organisation.decider.spec.ts');
const people = section('People', 'libs/directory/src/person.decider.spec.ts');
const ownEntries = section('People', 'libs/directory/src/own-entry.spec.ts');
const roles = section('Roles', 'libs/directory/src/role-grant.spec.ts');
const publications = section('Publications', 'libs/directory/src/publication.decider.spec.ts');
const seenMissions = 'libs/read-models/src/missions/missions.handlers.spec.ts';
const seenOffers = 'libs/read-models/src/marketplace/marketplace.handlers.spec.ts';
const seenPeople = 'libs/read-models/src/directory/names.spec.ts';

/** The table of policies. */
export const policies: readonly Policy[] = [
  ...commands(proposals, {
    ProposeMission: { ...employee, ...organisation, ...companyByEmployer },
    AcceptMission: everyParty,
    DeclineMission: everyParty,
    WithdrawMission: { ...employee, ...organisation, ...companyByEmployer },
  }),
  ...exportable(section('Missions', seenMissions), { ListMissions: partiesAndOverseers }),
  ...queries(section('Missions', seenMissions), {
    GetMission: partiesAndOverseers,
    MissionHistory: partiesAndOverseers,
  }),

  ...commands(course, {
    SuspendMission: companyByEmployer,
    ResumeMission: companyByEmployer,
    CancelMission: everyParty,
    CorrectAttribution: company,
    CloseMission: { ...organisation, ...companyByEmployer },
    RequestForcedClosure: companyByEmployer,
    ConfirmForcedClosure: { ...companyByEmployer, ...operator },
    RefuseForcedClosure: { ...companyByEmployer, ...operator },
    WithdrawForcedClosure: companyByEmployer,
  }),

  ...commands(amendments, {
    ProposeAmendment: companyByEmployer,
    AcceptAmendment: everyParty,
    DeclineAmendment: everyParty,
  }),

  ...commands(hours, {
    LogHours: { ...employee, ...companyByEmployer },
    CorrectHours: { ...employee, ...companyByEmployer },
    ApproveHours: organisation,
    RejectHours: organisation,
  }),
  ...exportable(section('Time', seenMissions), { ListHours: partiesAndOverseers }),

  ...commands(ends, { ConfirmOutcomes: organisation, DisputeOutcomes: organisation, EvaluateMission: everyParty }),

  ...commands(needs, {
    PublishNeed: { ...organisation, ...company },
    ReviseNeed: { ...organisation, ...company },
    CloseNeed: { ...organisation, ...company },
  }),
  ...exportable(section('Needs', seenOffers), { ListNeeds: insiders }),
  ...queries(section('Needs', seenOffers), { GetNeed: insiders, NeedMatches: { ...overseers, ...organisation } }),

  ...commands(offers, {
    PublishOffer: { ...employee, ...companyByEmployer },
    ReviseOffer: { ...employee, ...companyByEmployer },
    WithdrawOffer: { ...employee, ...companyByEmployer },
  }),
  ...exportable(section('Offers', seenOffers), { ListOffers: { ...employee, ...overseersByEmployer, ...left } }),
  ...queries(section('Offers', seenOffers), {
    GetOffer: { ...employee, ...overseersByEmployer, ...left },
    OfferMatches: { ...employee, ...overseersByEmployer },
  }),

  ...commands(tenants, {
    OpenTenant: each('tenant', 'admin', 'system'),
    StateAdministrators: operator,
    SetManagerDetail: { ...each('tenant', 'admin'), ...operator },
  }),
  ...queries(section('Tenants'), {
    GetTenant: {
      ...overseersByEmployer,
      ...each('tenant', 'manager', 'employee', 'service', 'dpo', 'works-council'),
    },
  }),

  ...commands(employers, { RegisterEmployer: company, ReviseEmployer: company, CloseEmployer: company }),
  ...exportable(section('Employers'), { ListEmployers: { ...insiders, ...each('tenant', 'dpo') } }),
  ...queries(section('Employers'), { GetEmployer: { ...insiders, ...each('tenant', 'dpo') } }),

  ...commands(organisations, {
    RegisterOrganisation: company,
    ReviseOrganisation: { ...organisation, ...company },
    CloseOrganisation: company,
    RequestOrganisationMerger: company,
    ConfirmOrganisationMerger: { ...company, ...operator },
    RefuseOrganisationMerger: { ...company, ...operator },
    WithdrawOrganisationMerger: company,
    RequestOrganisationSeparation: company,
    ConfirmOrganisationSeparation: { ...company, ...operator },
    RefuseOrganisationSeparation: { ...company, ...operator },
    WithdrawOrganisationSeparation: company,
  }),
  ...exportable(section('Organisations'), { ListOrganisations: { ...insiders, ...each('tenant', 'dpo') } }),
  ...queries(section('Organisations'), { GetOrganisation: { ...insiders, ...each('tenant', 'dpo') } }),

  ...commands(people, {
    RegisterPerson: companyByEmployer,
    RevisePerson: companyByEmployer,
    RecordDeparture: companyByEmployer,
    RequestPersonMerger: company,
    ConfirmPersonMerger: { ...company, ...operator },
    RefusePersonMerger: { ...company, ...operator },
    WithdrawPersonMerger: company,
    RequestPersonSeparation: company,
    ConfirmPersonSeparation: { ...company, ...operator },
    RefusePersonSeparation: { ...company, ...operator },
    WithdrawPersonSeparation: company,
  }),
  ...commands(ownEntries, {
    ChooseEmailSharing: themself,
    GivePrivateEmail: themself,
    WithdrawPrivateEmail: themself,
  }),
  ...exportable(section('People', seenPeople), { ListPeople: peopleSeen() }),
  ...queries(section('People', seenPeople), { GetPerson: peopleSeen() }),

  ...commands(roles, {
    // Human resources name who speaks for an organisation; administrators give every role.
    GrantRole: { ...company, ...operator },
    RevokeRole: { ...company, ...operator },
    ConfirmRoleGrant: { ...each('tenant', 'admin'), ...operator },
    RefuseRoleGrant: { ...each('tenant', 'admin'), ...operator },
    WithdrawRoleGrant: each('tenant', 'admin'),
  }),
  ...exportable(section('Roles', 'libs/read-models/src/directory/roles.spec.ts'), {
    ListRoles: { ...each('tenant', 'admin', 'auditor'), ...operator },
  }),

  ...commands(publications, {
    RequestPublicationCorrection: company,
    ConfirmPublicationCorrection: { ...company, ...operator },
    RefusePublicationCorrection: { ...company, ...operator },
    WithdrawPublicationCorrection: company,
  }),

  ...exportable(section('Reports', 'libs/read-models/src/reports/impact.handlers.spec.ts'), {
    ImpactReport: {
      ...each('published', 'manager', 'employee', 'organisation', 'works-council', 'dpo', 'service'),
      ...overseersByEmployer,
    },
  }),
  ...exportable(section('Reports', 'libs/read-models/src/reports/impact-entries.spec.ts'), {
    ImpactEntries: overseersByEmployer,
  }),

  ...exportable(section('Acts of two people', 'libs/read-models/src/acts/acts.spec.ts'), {
    // Whoever requested an act still sees it, whatever their roles are by now.
    ListActs: { ...each('self', 'manager', 'employee', 'organisation'), ...overseersByEmployer, ...operator },
  }),

  // The audit trail is always whole, in every format.
  ...lines('export')(section('Audit', 'libs/read-models/src/audit/audit.handlers.spec.ts'), {
    AuditEvents: overseersByEmployer,
  }),
  ...queries(section('Audit', 'libs/read-models/src/audit/improper-approvals.spec.ts'), {
    ListImproperApprovals: overseers,
  }),
  ...queries(section('Audit', 'libs/read-models/src/reads/reads.spec.ts'), {
    ListReads: each('tenant', 'auditor', 'dpo'),
    ListRefusals: each('tenant', 'auditor', 'dpo'),
    MyReads: { ...each('self', ...TOKEN_ROLES), ...left },
  }),
  ...lines('live')(section('Live stream', 'libs/read-models/src/live/live.handlers.spec.ts'), {
    LiveEvents: { ...insiders, ...everyParty },
  }),

  ...operations(section('Imports', 'test/e2e/imports.spec.ts'), {
    ImportNeeds: company,
    ImportPeople: company,
    ImportOrganisations: company,
    GetImport: each('self', 'hr', 'admin'),
  }),
  ...operations(section('Identities and sessions', 'test/oidc/login.spec.ts'), {
    ListIdentities: each('tenant', 'admin', 'hr', 'auditor', 'dpo'),
    Invite: company,
    ListInvitations: company,
    ResendInvitation: company,
    ReleaseInvitation: company,
    RevokeInvitation: company,
    AddPasskey: { ...each('self', ...TOKEN_ROLES), ...left },
    ListPasskeys: { ...each('self', ...TOKEN_ROLES), ...left },
    RemovePasskey: { ...each('self', ...TOKEN_ROLES), ...left },
    LinkIdentity: each('tenant', 'admin'),
    ReleaseIdentity: company,
    RemoveIdentity: each('tenant', 'admin'),
    ListSessions: { ...each('self', ...TOKEN_ROLES), ...left },
    EndSession: { ...each('self', ...TOKEN_ROLES), ...left },
  }),
  ...operations(section('Who is asking', 'libs/access/src/identify.spec.ts', 'test/e2e/roles.spec.ts'), {
    GetMe: each('self', ...TOKEN_ROLES, 'left'),
  }),
  ...operations(section('API tokens', 'libs/access/src/api-tokens.spec.ts'), {
    // An administrator makes those of services, and revokes everybody's.
    MakeApiToken: { ...each('self', ...TOKEN_ROLES), ...each('tenant', 'admin') },
    ListApiTokens: { ...each('self', ...TOKEN_ROLES), ...each('tenant', 'admin'), ...left },
    RevokeApiToken: { ...each('self', ...TOKEN_ROLES), ...each('tenant', 'admin'), ...left },
  }),
  ...operations(section('Operations', 'test/e2e/requests.spec.ts'), {
    GetMetrics: each('tenant', 'admin', 'auditor', 'service'),
  }),
];

function peopleSeen(): Reach {
  return {
    ...each('ids', 'manager', 'employee', 'organisation', 'service'),
    ...overseersByEmployer,
    ...each('tenant', 'dpo'),
    ...left,
  };
}

const byAction: ReadonlyMap<string, Policy> = new Map(policies.map((policy) => [policy.action, policy]));

/** The line of an action; null for one that the table does not name. */
export function policyOf(action: string): Policy | null {
  return byAction.get(action) ?? null;
}

/** The roles that may use an action: none, where the table does not name it. */
export function rolesFor(action: string): readonly Role[] {
  return Object.keys(byAction.get(action)?.reach ?? {}).filter((holder): holder is Role => holder !== 'left');
}

type Roles = Pick<Caller, 'roles' | 'employerRoles'>;

/** Whether the caller may use an action at all. On which things, the relation says. */
export function mayUse(action: string, caller: Roles): boolean {
  const { roles, employerRoles = [] } = caller;
  if (roles.length > 0 || employerRoles.length > 0) return isNamed(action, caller);
  return byAction.get(action)?.reach.left !== undefined;
}

/** Whether the line of an action names one of the caller's roles. */
function isNamed(action: string, caller: Roles): boolean {
  return rolesFor(action).some((role) => givesBy(action, role, caller));
}

/** Whether the caller holds this role in such a way that it gives an action: for one employer, few relations give something. */
function givesBy(action: string, role: Role, { roles, employerRoles = [] }: Roles): boolean {
  const relation = byAction.get(action)?.reach[role];
  if (relation === undefined) return false;
  if (roles.includes(role)) return true;
  return RELATIONS_OF_LIMITED_ROLES.includes(relation) && employerRoles.some((held) => held.role === role);
}

/** Whether one of the caller's roles, that is limited to no employer, has this relation for an action. */
export function reaches(action: string, relation: Relation, { roles }: Roles): boolean {
  const reach = byAction.get(action)?.reach ?? {};
  return roles.some((role) => reach[role] === relation);
}

/** The employers whose things are reached: `all`, or only these. */
export type EmployersReached = 'all' | readonly Uuid[];

/**
 * On which employers' things the caller may use an action, beside what is their own: those of `all`, or of the employers to
 * which their roles are limited. None of them reaches what belongs to no employer.
 */
export function employersReached(action: string, caller: Roles): EmployersReached {
  if (reaches(action, 'tenant', caller) || reaches(action, 'employer', caller)) return 'all';
  const reach = byAction.get(action)?.reach ?? {};
  const limited = (caller.employerRoles ?? []).filter(({ role }) => reach[role] === 'employer');
  return [...new Set(limited.map(({ employer }) => employer))];
}

/**
 * The employers to which the caller is limited in an action: null where one of the roles that give it is limited to none, so that
 * they may use it like anybody with that role.
 */
export function limitsOf(action: string, caller: Roles): readonly Uuid[] | null {
  const reach = byAction.get(action)?.reach ?? {};
  if (caller.roles.some((role) => reach[role] !== undefined)) return null;
  const reached = employersReached(action, caller);
  return reached === 'all' ? null : reached;
}

/** Whether an employer is among those that are reached; what belongs to none is reached by `all` alone. */
export const isReached = (employer: Uuid | null, reached: EmployersReached): boolean =>
  reached === 'all' || (employer !== null && reached.includes(employer));

/** Whether any employer is reached. */
export const reachesAny = (reached: EmployersReached): boolean => reached === 'all' || reached.length > 0;

/** The query by which things of a category are read. */
const READ_BY: Readonly<Record<string, string>> = {
  mission: 'GetMission',
  need: 'GetNeed',
  offer: 'GetOffer',
  employer: 'GetEmployer',
  organisation: 'GetOrganisation',
  person: 'GetPerson',
  publication: 'ImpactReport',
};

/** What the command handler asks of the table. */
export const commandPolicies = {
  rolesFor,
  mayGive: isNamed,
  givesBy,
  /** Whether one of the caller's roles, that is limited to no employer, reads things of a category. */
  reads: (category: string, { roles }: Roles): boolean =>
    rolesFor(READ_BY[category] ?? '').some((role) => roles.includes(role)),
};
