export * from './key-store.js';
export * from './memory-key-store.js';
export * from './key-cache.js';
export * from './key-wrap.js';
export * from './sealed-box.js';
export * from './sealer.js';
export * from './open-personal.js';
export * from './secret-file.js';
