export * from './view-store.js';
export * from './not-yet-visible.js';
