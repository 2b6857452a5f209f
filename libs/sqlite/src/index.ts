export * from './safe-sqlite.js';
export * from './is-busy.js';
export * from './or-close.js';
export * from './write-ahead-log.js';
