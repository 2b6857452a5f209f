import {
  ADMINISTRATORS,
  code,
  defineEvent,
  uuid,
  zone,
  LANGUAGES,
  MANAGER_DETAILS,
  MODES,
  type EventOf,
} from '@jalon/kernel';

export const TenantOpened = defineEvent({
  type: 'TenantOpened',
  version: 1,
  categories: ['tenant'],
  meaning: 'A customer began to use the engine.',
  visibility: 'operations',
  fields: {
    zone: zone('The civil zone of its days and months, unless a mission names another.'),
    language: code(LANGUAGES, 'The language its people are written to in by default.'),
    mode: code(MODES, 'Production, or demonstration: named as such wherever it is read.'),
    operator: uuid('The person under whom the command line acts by default.'),
  },
});

export const TenantAdministratorsStated = defineEvent({
  type: 'TenantAdministratorsStated',
  version: 1,
  categories: ['tenant'],
  meaning:
    'The operator stated whether a single person administers the tenant: then the operator is the second person.',
  visibility: 'operations',
  fields: { administrators: code(ADMINISTRATORS, 'How many people administer it.') },
});

export const TenantManagerDetailSet = defineEvent({
  type: 'TenantManagerDetailSet',
  version: 1,
  categories: ['tenant'],
  meaning: 'It was set what managers are shown of the missions that name them; until then, their schedule alone.',
  visibility: 'company',
  fields: {
    managerDetail: code(
      MANAGER_DETAILS,
      'The schedule alone, or also the organisation, the need, the title and the cause.',
    ),
  },
});

export const tenantEvents = [TenantOpened, TenantAdministratorsStated, TenantManagerDetailSet] as const;
export type TenantEvent = EventOf<(typeof tenantEvents)[number]>;
