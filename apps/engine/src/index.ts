export * from './config.js';
export * from './start-refused.js';
export * from './open-engine.js';
export { MAIN, type NewTenant } from './tenants.js';
export { deciders, tenantProfile } from './deciders.js';
export { events } from './events.js';
export { eventCatalogue } from './event-catalogue.js';
