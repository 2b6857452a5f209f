export * from './address-changes.js';
export * from './invitations.js';
export * from './login-ports.js';
export * from './login-refused.js';
export * from './mail-login.js';
export * from './mail-sender.js';
export * from './own-identities.js';
export * from './passkeys.js';
