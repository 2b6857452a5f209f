export * from './safe-sqlite.js';
export * from './or-close.js';
