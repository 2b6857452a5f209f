export * from './open-key-store.js';
