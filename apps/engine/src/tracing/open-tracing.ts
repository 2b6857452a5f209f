import type { TracingConfig } from './tracing-config.js';
import type { Tracing } from './tracing.js';

/**
 * Begins to trace, where that is configured: only then is anything of OpenTelemetry loaded.
 *
 * @param onFault told, now and then, of what could not be sent: for the log
 */
export async function openTracing(config: TracingConfig | null, onFault: (error: unknown) => void): Promise<Tracing> {
  if (!config) return { tracer: null, close: () => Promise.resolve() };
  const { openTelemetry } = await import('./opentelemetry.js');
  return openTelemetry(config, onFault);
}
