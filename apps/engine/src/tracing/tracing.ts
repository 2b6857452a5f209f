import { alternatives, type Sentence } from '@jalon/kernel';
import { configMessage, configMessages } from '../config.messages.js';
import { isServerUrl } from '../store-urls.js';
import type { Tracing, TracingConfig } from './opentelemetry.js';

export type { Tracing, TracingConfig };

/**
 * Opens tracing where it is configured; only then is OpenTelemetry loaded.
 *
 * @param onFault called from time to time while spans could not be sent
 */
export async function openTracing(config: TracingConfig | null, onFault: (error: unknown) => void): Promise<Tracing> {
  if (!config) return { tracer: null, close: () => Promise.resolve() };
  const { openTelemetry } = await import('./opentelemetry.js');
  return openTelemetry(config, onFault);
}

type Environment = Readonly<Record<string, string | undefined>>;

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;
const BY_DEFAULT = 'http://localhost:4318';

/**
 * Reads the standard variables of OpenTelemetry. Unlike in the standard, traces are sent only when a variable names
 * a receiver or an exporter. Its other variables (`OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_BSP_…`) are read by OpenTelemetry's code.
 *
 * @returns null where nothing is traced, and a sentence for each variable that is wrong
 */
export function readTracing(env: Environment): {
  readonly tracing: TracingConfig | null;
  readonly wrong: readonly Sentence[];
} {
  const wrong: Sentence[] = [];
  const oneOf = (name: string, values: readonly string[]): string | undefined => {
    const value = env[name];
    if (value === undefined || values.includes(value)) return value;
    wrong.push(configMessage('ONE_OF', { name, value, values: alternatives(values) }));
    return undefined;
  };
  const exporter = oneOf('OTEL_TRACES_EXPORTER', ['otlp', 'none']);
  const disabled = oneOf('OTEL_SDK_DISABLED', ['true', 'false']);
  for (const name of ['OTEL_EXPORTER_OTLP_PROTOCOL', 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL']) oneOf(name, ['http/json']);
  const sampler = oneOf('OTEL_TRACES_SAMPLER', SAMPLERS);
  wrong.push(...samplerArgument(sampler, env['OTEL_TRACES_SAMPLER_ARG']));
  const serviceName = env['OTEL_SERVICE_NAME'] ?? 'jalon';
  if (!/^[\x20-\x7e]{1,100}$/.test(serviceName)) wrong.push(configMessages.SERVICE_NAME);

  const [whole, base] = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'].map((name) =>
    env[name] === undefined ? undefined : receiver(name, env[name], wrong),
  );
  const isOn = disabled !== 'true' && exporter !== 'none' && (exporter ?? whole ?? base) !== undefined;
  const url = whole ?? `${(base ?? BY_DEFAULT).replace(/\/$/, '')}/v1/traces`;
  const eventStore = isServerUrl(env['EVENT_STORE_URL'] ?? '') ? 'eventstoredb' : 'sqlite';
  return { tracing: isOn ? { serviceName, url, eventStore } : null, wrong };
}

function samplerArgument(sampler: string | undefined, given: string | undefined): readonly Sentence[] {
  if (!sampler?.endsWith('traceidratio')) return [];
  if (given !== undefined && /^(0|1|[01]?\.\d+)$/.test(given) && Number(given) <= 1) return [];
  return [configMessages.SAMPLER_ARGUMENT];
}

function receiver(name: string, url: string | undefined, wrong: Sentence[]): string | undefined {
  if (url !== undefined && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  // Never the URL itself: it may hold a password.
  wrong.push(configMessage('RECEIVER_URL', { name }));
  return undefined;
}
