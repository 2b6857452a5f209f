export { openSqliteViewStore } from './sqlite-view-store.js';
