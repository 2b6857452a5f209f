export * from './errors.js';
export * from './patience.js';
export * from './password-file.js';
export * from './url-without-credentials.js';
