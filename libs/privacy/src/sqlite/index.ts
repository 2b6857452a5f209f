export * from './open-key-store.js';
export { sqliteDestroyedList } from './destroyed-list.js';
export { openSqliteKeySource, openSqliteKeyTarget } from './key-copy.js';
