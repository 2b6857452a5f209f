export * from './cannot-write.js';
export * from './corrupt-event.js';
export * from './event-store.js';
export * from './installation.js';
export * from './key-store.js';
export * from './store-damaged.js';
export * from './view-store.js';
export * from './telemetry.js';
