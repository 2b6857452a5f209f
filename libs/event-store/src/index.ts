export * from './event-registry.js';
export * from './copy/copy-target.js';
export * from './copy/copy-history.js';
export * from './memory/memory.copy-target.js';
export * from './memory/memory.event-store.js';
export { decodeRow, encodeDrafts, type EncodedEvent, type StoredRow } from './event.codec.js';
