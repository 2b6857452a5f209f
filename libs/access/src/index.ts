export * from './token.js';
export * from './token-keys.js';
export * from './company.policy.js';
export * from './act.policy.js';
export * from './mission.policy.js';
export * from './visible.policy.js';
