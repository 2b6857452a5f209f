import { uuid, type CommandClass, type Fields, type Role } from '@jalon/kernel';
import {
  arbitraryHistory,
  arbitraryValues,
  describeDeciderLaws,
  NEW_ID,
  SOME_IDS,
  type HistoryEvent,
} from '@jalon/testing';
import fc from 'fast-check';
import { CloseEmployer, RegisterEmployer, ReviseEmployer } from './employer.commands.js';
import { employerDecider } from './employer.decider.js';
import { EmployerClosed, EmployerRegistered } from './employer.events.js';
import {
  CloseOrganisation,
  ConfirmOrganisationMerger,
  ConfirmOrganisationSeparation,
  RefuseOrganisationMerger,
  RegisterOrganisation,
  RequestOrganisationMerger,
  RequestOrganisationSeparation,
  ReviseOrganisation,
  WithdrawOrganisationSeparation,
} from './organisation.commands.js';
import { organisationDecider } from './organisation.decider.js';
import { OrganisationClosed, OrganisationRegistered } from './organisation.events.js';
import {
  ChooseEmailSharing,
  GivePrivateEmail,
  RecordDeparture,
  RegisterPerson,
  RevisePerson,
  WithdrawPrivateEmail,
} from './person.commands.js';
import { personDecider } from './person.decider.js';
import { PersonEmailSharingChosen, PersonLeft, PersonPrivateEmailGiven, PersonRegistered } from './person.events.js';
import {
  ConfirmPublicationCorrection,
  RefusePublicationCorrection,
  RequestPublicationCorrection,
  WithdrawPublicationCorrection,
} from './publication.commands.js';
import { publicationDecider } from './publication.decider.js';
import { directoryRejections } from './rejections.js';
import { ConfirmRoleGrant, GrantRole, RefuseRoleGrant, RevokeRole, WithdrawRoleGrant } from './role.commands.js';
import { roleEvents, RoleGranted } from './role.events.js';
import {
  ConfirmPersonMerger,
  ConfirmPersonSeparation,
  RefusePersonMerger,
  RequestPersonMerger,
  RequestPersonSeparation,
  WithdrawPersonSeparation,
} from './person-merger.commands.js';
import { OpenTenant, SetManagerDetail, StateAdministrators } from './tenant.commands.js';
import { tenantDecider } from './tenant.decider.js';
import { TenantAdministratorsStated, TenantManagerDetailSet, TenantOpened } from './tenant.events.js';

/** A command carries the fields of its event, personal ones in clear. */
const any = (command: CommandClass, { fields }: { readonly fields: Fields }) =>
  arbitraryValues(fields, 'plain').map((values) => Object.assign(new command(), values));

const answers = [
  ConfirmOrganisationMerger,
  RefuseOrganisationMerger,
  ConfirmOrganisationSeparation,
  WithdrawOrganisationSeparation,
];
const personActs = [ConfirmPersonMerger, RefusePersonMerger, ConfirmPersonSeparation, WithdrawPersonSeparation];
const answering = (command: new () => { actId: string }) =>
  fc.constantFrom(NEW_ID, ...SOME_IDS).map((actId) => Object.assign(new command(), { actId }));

/** Mostly people who may do something here. */
const people = fc.record({
  tenant: fc.constant('main'),
  person: fc.constantFrom(...SOME_IDS),
  roles: fc.constantFrom<Role[]>(['hr'], ['admin', 'organisation'], ['organisation'], ['operator']),
  organisation: fc.constantFrom(...SOME_IDS, null),
});

/** Most numbers of chance are none of their register: these are. */
const NUMBERS = [
  { register: 'rna', registerNumber: 'W751234567' },
  { register: 'siren', registerNumber: '732 829 320' },
  { register: 'rna', registerNumber: null },
];
const entry = (command: CommandClass) =>
  fc
    .tuple(
      any(command, OrganisationRegistered),
      fc.constantFrom(...NUMBERS, {}),
      fc.constantFrom({ contact: null, branchOf: null }, {}),
    )
    .map(([given, number, named]) => Object.assign(given, number, named));

/** Most values of chance name a kind that goes with none of the others, and entries that cannot be named. */
const participant = (command: CommandClass) =>
  fc
    .tuple(any(command, PersonRegistered), fc.constantFrom({ employer: null, manager: null, organisation: null }, {}))
    .map(([given, named]) => Object.assign(given, { kind: undefined, until: undefined, birthDate: null }, named));
const role = (command: CommandClass) =>
  fc
    .tuple(any(command, RoleGranted), fc.constantFrom({ employer: null, organisation: null }, { until: null }, {}))
    .map(([given, limits]) => Object.assign(given, limits));

const references = [
  { status: 'unknown' },
  { status: 'registered', employer: SOME_IDS[0] },
  { status: 'left', employer: null },
  { status: 'closed' },
];
const rejections = directoryRejections;

describeDeciderLaws({
  decider: tenantDecider,
  commands: fc.oneof(
    any(OpenTenant, TenantOpened),
    any(StateAdministrators, TenantAdministratorsStated),
    any(SetManagerDetail, TenantManagerDetailSet),
  ),
  rejections,
  references,
});

describeDeciderLaws({
  decider: publicationDecider,
  commands: fc.oneof(
    fc.constant(new RequestPublicationCorrection()),
    answering(ConfirmPublicationCorrection),
    answering(RefusePublicationCorrection),
    answering(WithdrawPublicationCorrection),
  ),
  ids: ['2026-03', '2026-04'],
  rejections,
  references,
});

describeDeciderLaws({
  decider: employerDecider,
  commands: fc.oneof(
    any(RegisterEmployer, EmployerRegistered),
    any(ReviseEmployer, EmployerRegistered),
    any(CloseEmployer, EmployerClosed),
  ),
  rejections,
  references,
});

describeDeciderLaws({
  decider: organisationDecider,
  callers: people,
  histories: fc.oneof(fc.constant<HistoryEvent[]>([]), arbitraryHistory(organisationDecider.events)),
  commands: fc.oneof(
    { weight: 6, arbitrary: entry(RegisterOrganisation) },
    { weight: 6, arbitrary: entry(ReviseOrganisation) },
    { weight: 3, arbitrary: any(CloseOrganisation, OrganisationClosed) },
    any(RequestOrganisationMerger, { fields: { into: uuid('') } }),
    ...answers.map((command) => answering(command)),
    fc.constant(new RequestOrganisationSeparation()),
  ),
  rejections,
  references,
});

describeDeciderLaws({
  decider: personDecider,
  callers: people,
  histories: fc.oneof(
    fc.constant<HistoryEvent[]>([]),
    arbitraryHistory(personDecider.events),
    fc.tuple(arbitraryHistory([PersonRegistered]), arbitraryHistory(roleEvents)).map((parts) => parts.flat()),
  ),
  commands: fc.oneof(
    any(RequestPersonMerger, { fields: { into: uuid('') } }),
    ...personActs.map((command) => answering(command)),
    fc.constant(new RequestPersonSeparation()),
    { weight: 6, arbitrary: participant(RegisterPerson) },
    { weight: 6, arbitrary: participant(RevisePerson) },
    any(RegisterPerson, PersonRegistered),
    any(RevisePerson, PersonRegistered),
    { weight: 2, arbitrary: any(RecordDeparture, PersonLeft) },
    any(ChooseEmailSharing, PersonEmailSharingChosen),
    any(GivePrivateEmail, PersonPrivateEmailGiven),
    fc.constant(new WithdrawPrivateEmail()),
    { weight: 4, arbitrary: role(GrantRole) },
    role(RevokeRole),
    ...[ConfirmRoleGrant, RefuseRoleGrant, WithdrawRoleGrant].map((command) => answering(command)),
  ),
  rejections,
  references: [...references, { status: 'open', mode: 'demo', administrators: 'single' }],
});
