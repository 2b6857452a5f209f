export * from './order.js';
export * from './projections/index.js';
export * from './queries/index.js';
