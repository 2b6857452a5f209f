export {
  projectionsAheadOf,
  requireSameInstallation,
  ViewsAheadOfLog,
  ViewsOfAnotherInstallation,
} from './own-views.js';
export * from './projection-runner.js';
export * from './projection-status.js';
export * from './view-position.js';
