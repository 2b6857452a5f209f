export * from './database-file.js';
export * from './opening.js';
export * from './statement-cache.js';
