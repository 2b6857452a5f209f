export { openSqliteCopyTarget } from './sqlite.copy-target.js';
export { openSqliteEventReader, type EventReader } from './sqlite.event-reader.js';
export { openSqliteEventStore, type SqliteEventStoreOptions } from './sqlite.event-store.js';
