import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseConfig } from '../../../api/app/config';
import { InvalidConfigError } from '../../../api/app/invalid-config-error';
import { createTestAuthority } from '../../support/test-authority';

const ENDPOINT = 'http://collector:4318';

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    parseConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, ...environment });
  } catch (error) {
    if (error instanceof InvalidConfigError) return error.problems;
    throw error;
  }
  return [];
}

test.each([
  ['without a collector', {}],
  ['with an empty one', { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }],
  ['if the SDK is disabled', { OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, OTEL_SDK_DISABLED: 'TRUE' }],
  [
    'if nothing is exported',
    { OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, OTEL_TRACES_EXPORTER: 'none' },
  ],
  [
    'whatever other programs need',
    { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_TRACES_SAMPLER: 'x' },
  ],
])('there are no traces %s', (_when, environment) => {
  expect(parseConfig(environment).tracing).toBeNull();
});

test('a collector is enough', () => {
  expect(parseConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT }).tracing).toEqual({
    protocol: 'http/protobuf',
    collector: ENDPOINT,
  });
});

test('what is for traces alone comes first, and the log shows no password of the URL', () => {
  const { tracing } = parseConfig({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'not a URL',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://user:hush@traces.example.com/v1/traces?key=hush',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json',
  });
  expect(tracing).toEqual({ protocol: 'http/json', collector: 'https://traces.example.com' });
});

test.each([
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318', 'must be a URL such as'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'grpc://collector', 'must be a URL such as'],
  ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', '/v1/traces', 'must be a URL such as'],
  ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', 'must be http/protobuf or http/json. Keyplane does not'],
  ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'thrift', 'must be http/protobuf or http/json.'],
  ['OTEL_TRACES_EXPORTER', 'zipkin', 'must be otlp or none.'],
  ['OTEL_TRACES_SAMPLER', 'sometimes', 'must be one of always_on, always_off,'],
  ['OTEL_TRACES_SAMPLER_ARG', '10%', 'must be a number from 0 to 1'],
  ['OTEL_TRACES_SAMPLER_ARG', '1.5', 'must be a number from 0 to 1'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'a-secret-without-name', 'must be name=value pairs'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'api-key=100%', 'must be name=value pairs'],
  ['OTEL_EXPORTER_OTLP_TRACES_HEADERS', 'api-key=a\nx=b', 'must be name=value pairs'],
  ['OTEL_RESOURCE_ATTRIBUTES', 'production', 'must be name=value pairs'],
])('%s cannot be "%s", and the error does not show it', (name, value, problem) => {
  const problems = problemsOf({ [name]: value });
  expect(problems).toEqual([expect.stringContaining(`${name} ${problem}`)]);
  if (name.endsWith('HEADERS')) expect(problems.join()).not.toContain(value);
});

test('problems of all settings are reported together', () => {
  const problems = problemsOf({
    OTEL_TRACES_SAMPLER: 'x',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'x',
    KEYPLANE_PORT: 'x',
  });
  expect(problems).toHaveLength(3);
});

test.each([
  ['OTEL_EXPORTER_OTLP_CERTIFICATE', 'PEM certificates'],
  ['OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE', 'PEM certificates'],
  ['OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE', 'PEM certificates'],
  ['OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY', 'a PEM private key without a passphrase'],
])('%s must name a file of %s that can be read', (name, content) => {
  expect(problemsOf({ [name]: '/nowhere/collector.pem' })).toEqual([
    `${name}: /nowhere/collector.pem cannot be read. Give a file of ${content} that the user who runs ` +
      'Keyplane may read.',
  ]);
  expect(problemsOf({ [name]: __filename })).toEqual([
    `${name}: ${__filename} does not contain ${content}. Give a file that does.`,
  ]);
});

test('the files of a TLS connection with a client certificate are accepted', () => {
  const authority = createTestAuthority();
  const folder = mkdtempSync(path.join(tmpdir(), 'keyplane-traces-'));
  try {
    const { certificate, privateKey } = authority.issue('localhost');
    const files = [
      ['CERTIFICATE', authority.certificate],
      ['CLIENT_CERTIFICATE', certificate],
      ['CLIENT_KEY', privateKey],
    ].map(([name = '', content = '']) => {
      const file = path.join(folder, name);
      writeFileSync(file, content);
      return [`OTEL_EXPORTER_OTLP_${name}`, file] as const;
    });
    expect(problemsOf(Object.fromEntries(files))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '.25' },
  { OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%2Cb==, x=' },
  { OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=production,team=a' },
])('%j is accepted', (environment) => {
  expect(problemsOf(environment)).toEqual([]);
});
