export * from './is-away.js';
export * from './is-held-by-others.js';
export * from './password-file.js';
export * from './url-without-credentials.js';
