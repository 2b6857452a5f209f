export { openSqliteEventReader, type EventReader } from './sqlite.event-reader.js';
export { openSqliteEventStore, type SqliteEventStoreOptions } from './sqlite.event-store.js';
