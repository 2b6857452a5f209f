export * from './safe-sqlite.js';
export * from './or-close.js';
export * from './write-ahead-log.js';
