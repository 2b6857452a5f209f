export * from './access.js';
export * from './eventstoredb.event-store.js';
export type { SubscriptionState } from './subscriber.js';
