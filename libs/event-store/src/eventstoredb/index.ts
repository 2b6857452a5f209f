export { setAccess, type StoreAccess } from './access.js';
export { openEventStoreDbCopyTarget } from './eventstoredb.copy-target.js';
export { openEventStoreDb, type EventStoreDbOptions } from './eventstoredb.event-store.js';
export type { SubscriptionState } from './subscriber.js';
