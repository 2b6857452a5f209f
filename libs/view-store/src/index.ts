export { openSqliteViewStore } from './sqlite/sqlite-view-store.js';
export type { ViewStoreHooks } from './view-store.js';
export { openPostgresViewStore } from './postgres/postgres-view-store.js';
export { openViewFile, type ViewFile } from './sqlite/view-file.js';
