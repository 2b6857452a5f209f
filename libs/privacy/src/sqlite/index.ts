export * from './open-key-store.js';
export { sqliteDestroyedList } from './destroyed-list.js';
