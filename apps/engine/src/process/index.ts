export { countedLines, type WriteLine } from './counted-log.js';
export { loggingTelemetry, makeLogger } from './process-log.js';
export { processMetrics, type ProcessMetrics } from './process-metrics.js';
export { listen, runProcess, type ProcessContext } from './run-process.js';
