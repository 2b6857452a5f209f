export * from './access.js';
export { openEventStoreDbCopyTarget } from './eventstoredb.copy-target.js';
export * from './eventstoredb.event-store.js';
export type { SubscriptionState } from './subscriber.js';
