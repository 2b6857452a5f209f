export { backgroundFault } from './background-fault.js';
export { erasedAgain } from './erased-again.js';
export { listen } from './listen.js';
export { makeLogger } from './logger.js';
export { processMetrics, type ProcessMetrics } from './process-metrics.js';
export { whoProjects } from './who-projects.js';
export { runProcess, type Surroundings } from './run.js';
