export { openLogFile, type LogFile } from './log-file.js';
export { openSqliteCopyTarget } from './sqlite.copy-target.js';
export {
  openSqliteEventReader,
  openSqliteEventStore,
  type EventReader,
  type SqliteEventStoreOptions,
} from './sqlite.event-store.js';
