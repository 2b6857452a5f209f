export * from './open-key-store.js';
export { postgresDestroyedList } from './destroyed-list.js';
export { openPostgresKeySource, openPostgresKeyTarget } from './key-copy.js';
export { placeOf } from './place-of.js';
