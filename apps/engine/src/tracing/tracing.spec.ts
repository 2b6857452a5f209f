import { readTracing } from './tracing.js';

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' };
const tracing = (env: Record<string, string>) => readTracing(env).tracing;

describe('tracing', () => {
  it.each([
    {},
    { OTEL_SERVICE_NAME: 'missions' },
    { OTEL_TRACES_EXPORTER: 'none' },
    { ...ENDPOINT, OTEL_TRACES_EXPORTER: 'none' },
    { ...ENDPOINT, OTEL_SDK_DISABLED: 'true' },
  ])('is off with %j', (env: Record<string, string>) => {
    expect(readTracing(env)).toEqual({ tracing: null, wrong: [] });
  });

  it('is on where a receiver or the exporter is named', () => {
    const usual = { serviceName: 'jalon', eventStore: 'sqlite' };
    expect(tracing({ OTEL_TRACES_EXPORTER: 'otlp' })).toEqual({ ...usual, url: 'http://localhost:4318/v1/traces' });
    expect(tracing(ENDPOINT)).toEqual({ ...usual, url: 'http://collector:4318/v1/traces' });
    const whole = { ...ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example/in' };
    expect(tracing(whole)).toEqual({ ...usual, url: 'https://traces.example/in' });
    expect(tracing({ ...ENDPOINT, OTEL_SERVICE_NAME: 'missions' })).toMatchObject({ serviceName: 'missions' });
    expect(tracing({ ...ENDPOINT, EVENT_STORE_URL: 'esdb://h:2113' })).toMatchObject({ eventStore: 'eventstoredb' });
  });

  it.each([
    ['OTEL_TRACES_EXPORTER', 'jaeger'],
    ['OTEL_SDK_DISABLED', 'yes'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
    ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'http/protobuf'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'grpc://user:secret@collector:4317'],
    ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', '/v1/traces'],
    ['OTEL_TRACES_SAMPLER', 'sometimes'],
    ['OTEL_SERVICE_NAME', 'a\nb'],
  ])('refuses %s=%s by its name, and shows no password', (name, value) => {
    const { wrong } = readTracing({ [name]: value });
    expect(wrong).toEqual([{ en: expect.stringContaining(name), fr: expect.stringContaining(name) }]);
    expect(JSON.stringify(wrong)).not.toContain('secret');
  });

  it.each([undefined, '', 'half', '-0.1', '1.5', '1e-1'])('refuses a part of traces that is %s', (part) => {
    const env = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: part };
    expect(readTracing(env).wrong).toMatchObject([{ en: expect.stringContaining('OTEL_TRACES_SAMPLER_ARG') }]);
    expect(readTracing({ ...env, OTEL_TRACES_SAMPLER_ARG: '0.25' }).wrong).toEqual([]);
  });
});
