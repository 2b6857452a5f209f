import { isServerUrl } from '../event-store-url.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where traces go. The URL may hold a password. */
export interface TracingConfig {
  readonly serviceName: string;
  /** Takes OTLP as JSON over HTTP. */
  readonly url: string;
  /** What the event store is called there. */
  readonly eventStore: 'sqlite' | 'eventstoredb';
}

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
 * Reads the standard variables of OpenTelemetry. Unlike there, traces are sent only where somebody has said so, by naming
 * a receiver or an exporter. What else the standard has (`OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_BSP_…`) its own code reads.
 *
 * @returns null where nothing is traced, and a sentence for each variable that is wrong
 */
export function readTracing(env: Environment): {
  readonly tracing: TracingConfig | null;
  readonly wrong: readonly string[];
} {
  const wrong: string[] = [];
  const oneOf = (name: string, values: readonly string[]): string | undefined => {
    const value = env[name];
    if (value === undefined || values.includes(value)) return value;
    wrong.push(`${name} is "${value}": ${values.join(' or ')} is needed.`);
    return undefined;
  };
  const exporter = oneOf('OTEL_TRACES_EXPORTER', ['otlp', 'none']);
  const disabled = oneOf('OTEL_SDK_DISABLED', ['true', 'false']);
  for (const name of ['OTEL_EXPORTER_OTLP_PROTOCOL', 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL']) oneOf(name, ['http/json']);
  const sampler = oneOf('OTEL_TRACES_SAMPLER', SAMPLERS);
  wrong.push(...samplerArgument(sampler, env['OTEL_TRACES_SAMPLER_ARG']));
  const serviceName = env['OTEL_SERVICE_NAME'] ?? 'jalon';
  if (!/^[\x20-\x7e]{1,100}$/.test(serviceName))
    wrong.push('OTEL_SERVICE_NAME is too long or has unusual letters: up to 100 plain ones are needed.');

  const [whole, base] = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'].map((name) =>
    env[name] === undefined ? undefined : receiver(name, env[name], wrong),
  );
  const isOn = disabled !== 'true' && exporter !== 'none' && (exporter ?? whole ?? base) !== undefined;
  const url = whole ?? `${(base ?? BY_DEFAULT).replace(/\/$/, '')}/v1/traces`;
  const eventStore = isServerUrl(env['EVENT_STORE_URL'] ?? '') ? 'eventstoredb' : 'sqlite';
  return { tracing: isOn ? { serviceName, url, eventStore } : null, wrong };
}

function samplerArgument(sampler: string | undefined, given: string | undefined): readonly string[] {
  if (!sampler?.endsWith('traceidratio')) return [];
  if (given !== undefined && /^(0|1|[01]?\.\d+)$/.test(given) && Number(given) <= 1) return [];
  return [`OTEL_TRACES_SAMPLER_ARG must say which part of the traces is kept: a number from 0 to 1, such as 0.1.`];
}

function receiver(name: string, url: string | undefined, wrong: string[]): string | undefined {
  if (url !== undefined && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  // Never the URL itself: it may hold a password.
  wrong.push(`${name} is not a receiver's URL: use http://host:4318 or https://host.`);
  return undefined;
}
