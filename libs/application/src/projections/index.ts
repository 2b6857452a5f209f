export { ViewsAstray, ViewsOfAnotherLog } from './log-identity.js';
export * from './projection-runner.js';
export * from './projection-status.js';
export * from './view-position.js';
