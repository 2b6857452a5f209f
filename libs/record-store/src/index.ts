export * from './hash-key.js';
export * from './record-store-refused.js';
export * from './record-copy.js';
