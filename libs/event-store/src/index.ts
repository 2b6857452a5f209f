export * from './event-store.js';
export * from './event-registry.js';
export * from './memory/memory.event-store.js';
