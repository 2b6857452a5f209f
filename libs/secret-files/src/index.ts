export * from './secret-file.js';
export * from './secret-file.messages.js';
