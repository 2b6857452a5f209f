export * from './hash-key.js';
export * from './record-store-refused.js';
