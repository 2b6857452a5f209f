export * from './opening.js';
export * from './statement-cache.js';
