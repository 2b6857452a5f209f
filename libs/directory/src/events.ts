import { employerEvents } from './employer.events.js';
import { organisationEvents } from './organisation.events.js';
import { personEvents } from './person.events.js';
import { publicationEvents } from './publication.events.js';
import { tenantEvents } from './tenant.events.js';

export * from './tenant.events.js';
export * from './publication.events.js';
export * from './employer.events.js';
export * from './organisation.events.js';
export * from './person.events.js';
export * from './person-merger.events.js';
export * from './role.events.js';

/** Every event of the directory. */
export const directoryEvents = [
  ...tenantEvents,
  ...publicationEvents,
  ...employerEvents,
  ...organisationEvents,
  ...personEvents,
] as const;
