export * from './token.failures.js';
export * from './token-keys.js';
export * from './token.js';
export * from './mission.policy.js';
export * from './visible.policy.js';
export * from './event-trace.js';
export * from './people.policy.js';
export * from './report.policy.js';
