export * from './copy/copy-history.js';
export * from './copy/copy-target.js';
export * from './check/log-checker.js';
export { createEventRegistry, type EventRegistry } from './event-registry.js';
export { decodeRow, encodeDrafts, type EncodedEvent, type StoredRow } from './event.codec.js';
