export * from './database.js';
export * from './database-file.js';
