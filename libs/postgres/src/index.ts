export * from './is-away.js';
export * from './password-file.js';
