export * from './installation.js';
export * from './migrate.js';
export * from './sql-database.js';
