export * from './copy.js';
export * from './database-file.js';
export * from './integrity.js';
export * from './opening.js';
export * from './statement-cache.js';
export * from './writing.js';
