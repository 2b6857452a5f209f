export { openSqliteViewStore } from './sqlite/sqlite-view-store.js';
export { openPostgresViewStore } from './postgres/postgres-view-store.js';
