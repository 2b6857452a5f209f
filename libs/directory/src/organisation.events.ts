import {
  ClaimAbandoned,
  claimsGivenBack,
  claimsHeld,
  code,
  COMPANY_ROLES,
  date,
  defineEvent,
  nullable,
  text,
  textCode,
  twoPersonAct,
  uuid,
  REGISTERS,
  type EventOf,
  type Uuid,
} from '@jalon/kernel';

const organisationFields = {
  name: text(200, 'The non-profit’s name.'),
  register: code(REGISTERS, 'The register in which it can be found.'),
  registerNumber: nullable(textCode('Its number there, in one spelling; null while unknown, and for a branch.')),
  department: nullable(textCode('The department, or foreign region, of its seat.')),
  contact: nullable(uuid('The registered person to write to.')),
};

export const OrganisationRegistered = defineEvent({
  type: 'OrganisationRegistered',
  version: 2,
  upcasts: { 1: (data) => ({ branchOf: null, ...data }) },
  categories: ['organisation'],
  meaning: 'A non-profit was entered in the tenant’s directory.',
  visibility: 'directory',
  fields: {
    ...organisationFields,
    branchOf: nullable(uuid('The organisation that it is a branch of, if any: both count as one.')),
    claims: claimsHeld,
  },
});

export const OrganisationRevised = defineEvent({
  type: 'OrganisationRevised',
  version: 1,
  categories: ['organisation'],
  meaning: 'The non-profit’s entry was replaced by these values.',
  visibility: 'directory',
  fields: { ...organisationFields, claims: claimsHeld },
});

export const OrganisationClosed = defineEvent({
  type: 'OrganisationClosed',
  version: 1,
  categories: ['organisation'],
  meaning: 'The non-profit takes part in nothing new from this day.',
  visibility: 'directory',
  fields: { closedOn: date('The first day on which nothing new may name it.') },
});

export const OrganisationNumberFreed = defineEvent({
  type: 'OrganisationNumberFreed',
  version: 1,
  categories: ['organisation'],
  meaning: 'The organisation no longer holds the number that it had: another may have it.',
  visibility: 'operations',
  fields: { claims: claimsGivenBack },
});

/** Two entries turn out to be one organisation. */
export const organisationMerger = twoPersonAct({
  name: 'OrganisationMerger',
  kind: 'organisation-merger',
  category: 'organisation',
  noun: 'the merger of the organisation into another',
  visibility: 'company',
  answeredBy: COMPANY_ROLES,
  fields: { into: uuid('The organisation that it is to be one with.') },
});
export const {
  requested: OrganisationMergerRequested,
  confirmed: OrganisationMergerConfirmed,
  refused: OrganisationMergerRefused,
  withdrawn: OrganisationMergerRequestWithdrawn,
} = organisationMerger;

export const OrganisationMerged = defineEvent({
  type: 'OrganisationMerged',
  version: 1,
  categories: ['organisation'],
  meaning: 'From here on the organisation counts as one with another. What is read as of an earlier moment stays.',
  visibility: 'directory',
  fields: {
    actId: uuid('The act of two people that merged it.'),
    into: uuid('The organisation that it is one with.'),
  },
});

/** An entry is a body of its own: it was merged by mistake, or is no branch. */
export const organisationSeparation = twoPersonAct({
  name: 'OrganisationSeparation',
  kind: 'organisation-separation',
  category: 'organisation',
  noun: 'the separation of the organisation from another',
  visibility: 'company',
  answeredBy: COMPANY_ROLES,
  fields: { from: uuid('The organisation that it was merged into, or its head.') },
});
export const {
  requested: OrganisationSeparationRequested,
  confirmed: OrganisationSeparationConfirmed,
  refused: OrganisationSeparationRefused,
  withdrawn: OrganisationSeparationRequestWithdrawn,
} = organisationSeparation;

export const OrganisationSeparated = defineEvent({
  type: 'OrganisationSeparated',
  version: 1,
  categories: ['organisation'],
  meaning:
    'This entry no longer names the other, as what it was merged into or as its head: apart from other links, it counts by itself.',
  visibility: 'directory',
  fields: {
    actId: uuid('The act of two people that separated it.'),
    from: uuid('The organisation that it named.'),
  },
});

/** By which links an organisation counts as one with others. */
export interface OrganisationLinks {
  /** Its head, as was said at its registration. */
  readonly branchOf: Uuid | null;
  readonly mergedInto: Uuid | null;
}

/** The links that are left once the entry is separated from `other`. */
export function linksWithout(other: Uuid, { branchOf, mergedInto }: OrganisationLinks): OrganisationLinks {
  return { branchOf: branchOf === other ? null : branchOf, mergedInto: mergedInto === other ? null : mergedInto };
}

export const organisationEvents = [
  OrganisationRegistered,
  OrganisationRevised,
  OrganisationClosed,
  OrganisationNumberFreed,
  OrganisationMergerRequested,
  OrganisationMergerConfirmed,
  OrganisationMergerRefused,
  OrganisationMergerRequestWithdrawn,
  OrganisationMerged,
  OrganisationSeparationRequested,
  OrganisationSeparationConfirmed,
  OrganisationSeparationRefused,
  OrganisationSeparationRequestWithdrawn,
  OrganisationSeparated,
  ClaimAbandoned,
] as const;
export type OrganisationEvent = EventOf<(typeof organisationEvents)[number]>;
