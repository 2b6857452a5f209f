export * from './open-key-store.js';
export { postgresDestroyedList } from './destroyed-list.js';
