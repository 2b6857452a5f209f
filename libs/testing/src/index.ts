export * from './decider-specification.js';
export * from './arbitraries.js';
export * from './context.js';
export * from './decider-laws.js';
