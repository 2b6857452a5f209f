export { ViewsAstray } from './astray.js';
export * from './not-yet-visible.js';
export { ViewsOfAnotherLog } from './own-views.js';
export * from './projection-runner.js';
export * from './view-position.js';
export * from './progress.js';
export * from './projection-status.js';
