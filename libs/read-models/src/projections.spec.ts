import { directoryEvents } from '@jalon/directory/events';
import { marketplaceEvents } from '@jalon/marketplace/events';
import { missionEvents } from '@jalon/mission/events';
import { VERSION_COLUMNS } from '@jalon/kernel';
import { projections, views } from './index.js';

const events = [...directoryEvents, ...marketplaceEvents, ...missionEvents];

/** They follow every event of their streams, and show of it only that it happened. */
const FOLLOWING = ['audit', 'mission_heads', 'need_heads'];

/** The tables in which each event's effect can be read. */
const EFFECTS: Readonly<Record<(typeof events)[number]['type'], readonly string[]>> = {
  TenantOpened: ['tenants'],
  TenantAdministratorsStated: ['tenants'],
  TenantManagerDetailSet: ['tenants'],
  PublicationCorrectionRequested: ['acts'],
  PublicationCorrectionConfirmed: ['acts'],
  PublicationCorrectionRefused: ['acts'],
  PublicationCorrectionRequestWithdrawn: ['acts'],
  PublicationCorrected: ['publication_corrections'],
  EmployerRegistered: ['claim_uses', 'employers'],
  EmployerRevised: ['claim_uses', 'employers'],
  EmployerClosed: ['employers'],
  EmployerNumberFreed: ['claim_uses', 'employers'],
  OrganisationRegistered: ['claim_uses', 'organisations'],
  OrganisationRevised: ['claim_uses', 'organisations'],
  OrganisationClosed: ['organisations'],
  OrganisationNumberFreed: ['claim_uses', 'organisations'],
  OrganisationMergerRequested: ['acts', 'organisations'],
  OrganisationMergerConfirmed: ['acts', 'organisations'],
  OrganisationMergerRefused: ['acts', 'organisations'],
  OrganisationMergerRequestWithdrawn: ['acts', 'organisations'],
  OrganisationMerged: ['organisations'],
  OrganisationSeparationRequested: ['acts', 'organisations'],
  OrganisationSeparationConfirmed: ['acts', 'organisations'],
  OrganisationSeparationRefused: ['acts', 'organisations'],
  OrganisationSeparationRequestWithdrawn: ['acts', 'organisations'],
  OrganisationSeparated: ['organisations'],
  PersonRegistered: ['people'],
  PersonRevised: ['people'],
  PersonLeft: ['acts', 'people'],
  PersonEmailSharingChosen: ['people'],
  PersonPrivateEmailGiven: ['people'],
  PersonPrivateEmailWithdrawn: ['people'],
  PersonMergerRequested: ['acts', 'people'],
  PersonMergerConfirmed: ['acts', 'people'],
  PersonMergerRefused: ['acts', 'people'],
  PersonMergerRequestWithdrawn: ['acts', 'people'],
  PersonMerged: ['people'],
  PersonSeparationRequested: ['acts', 'people'],
  PersonSeparationConfirmed: ['acts', 'people'],
  PersonSeparationRefused: ['acts', 'people'],
  PersonSeparationRequestWithdrawn: ['acts', 'people'],
  PersonSeparated: ['people'],
  RoleGrantRequested: ['acts', 'people'],
  RoleGrantConfirmed: ['acts', 'people'],
  RoleGrantRefused: ['acts', 'people'],
  RoleGrantRequestWithdrawn: ['acts', 'people'],
  RoleGranted: ['people', 'roles'],
  RoleRevoked: ['people', 'roles'],
  NeedPublished: ['needs'],
  NeedRevised: ['needs'],
  NeedClosed: ['needs'],
  OfferPublished: ['offers'],
  OfferRevised: ['offers'],
  OfferWithdrawn: ['offers'],
  ClaimTaken: ['claims', 'need_claims'],
  ClaimReleased: ['claims', 'need_claims'],
  ClaimAbandoned: ['claim_uses', 'employers', 'organisations'],
  ReservationAbandoned: ['people'],
  MissionProposed: ['missions'],
  MissionAccepted: ['claim_uses', 'missions'],
  MissionConfirmed: ['mission_attribution', 'missions'],
  MissionDeclined: ['missions'],
  MissionWithdrawn: ['missions'],
  MissionSuspended: ['missions'],
  MissionResumed: ['missions'],
  MissionCancelled: ['acts', 'claim_uses', 'missions'],
  AttributionCorrected: ['mission_attribution', 'missions'],
  AmendmentProposed: ['missions'],
  AmendmentAccepted: ['missions'],
  AmendmentDeclined: ['missions'],
  MissionAmended: ['missions'],
  HoursLogged: ['hours'],
  HoursApproved: ['hours'],
  HoursRejected: ['hours'],
  HoursCorrected: ['hours'],
  HoursVoided: ['hours'],
  // The totals are added up from the entries when they are read.
  MissionTotalsRestated: [],
  MissionClosed: ['acts', 'missions', 'outcomes'],
  ForcedClosureRequested: ['acts', 'missions'],
  ForcedClosureConfirmed: ['acts'],
  ForcedClosureRefused: ['acts', 'missions'],
  ForcedClosureRequestWithdrawn: ['acts', 'missions'],
  OutcomesConfirmed: ['missions', 'outcomes'],
  OutcomesDisputed: ['missions', 'outcomes'],
  MissionEvaluated: ['evaluation_scores', 'missions'],
};

describe('the projections', () => {
  it.each(events.map(({ type }) => type))('show the effect of %s', (type) => {
    const handling = views.filter(({ name, handlers }) => type in handlers && !FOLLOWING.includes(name));
    expect(handling.map(({ name }) => name).sort()).toEqual(EFFECTS[type]);
  });

  it('handle no event that does not exist', () => {
    const known = events.map(({ type }) => type as string);
    const handled = views.flatMap((table) => Object.keys(table.handlers));
    expect(handled.filter((type) => !known.includes(type))).toEqual([]);
  });

  it.each(views.map((table) => [table.name, table] as const))(
    '%s has keys and indexes that begin with the tenant and name its columns',
    (_name, table) => {
      for (const columns of [table.key, ...table.indexes]) {
        expect(columns[0]).toBe('tenant');
        expect(columns.filter((column) => !(column in table.columns))).toEqual([]);
      }
    },
  );

  it('have no column that versions are known by', () => {
    const columns = views.flatMap((table) => Object.keys(table.columns));
    expect(columns.filter((name) => name in VERSION_COLUMNS)).toEqual([]);
  });

  it('have a table name each', () => {
    const names = projections.flatMap(({ tables }) => tables.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
  });
});
