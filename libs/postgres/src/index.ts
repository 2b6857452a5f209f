export * from './is-away.js';
