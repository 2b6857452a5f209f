export * from './safe-sqlite.js';
export * from './is-busy.js';
export * from './close-on-error.js';
export * from './write-ahead-log.js';
export * from './statement-cache.js';
