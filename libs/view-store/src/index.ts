export { openSqliteViewReader, openSqliteViewStore } from './sqlite/sqlite-view-store.js';
export type { ViewStoreHooks } from './view-store.js';
export { openPostgresViewReader, openPostgresViewStore } from './postgres/postgres-view-store.js';
export { openViewFile, type ViewFile } from './sqlite/view-file.js';
export { BI_PROGRESS, biViewsOf, type BiColumn, type BiType, type BiView } from './bi-columns.js';
export { POSTGRES_TYPES } from './postgres/bi-views.js';
