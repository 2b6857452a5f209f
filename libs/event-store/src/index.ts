export * from './event-store.js';
export * from './event-registry.js';
export * from './memory/memory.event-store.js';
export { decodeRow, encodeDrafts, type EncodedEvent, type StoredRow } from './event.codec.js';
