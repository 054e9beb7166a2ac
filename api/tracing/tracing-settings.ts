import { Concealed } from '../lib/concealed';
import { unusableFile } from './tracing-files';

const PROTOCOLS = ['http/protobuf', 'http/json'] as const;

export type TracingProtocol = (typeof PROTOCOLS)[number];

export interface TracingSettings {
  readonly protocol: TracingProtocol;
  /** The address of the collector, for the log: scheme, host and port. A whole URL may contain a password. */
  readonly collector: string;
  /**
   * The headers that the collector requires, as in the variables of OpenTelemetry. They may have been read from
   * a file, which the SDK does not do. Absent if there are none.
   */
  readonly headers?: Concealed;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The variables of OpenTelemetry that Keyplane explains. The SDK reads them, and others, from the environment
 * of the process.
 */
export const TRACING_VARIABLES = [
  {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    description:
      'URL of an OpenTelemetry collector, such as http://localhost:4318. If it is set, traces are sent to its ' +
      'path /v1/traces, and the other variables of OpenTelemetry apply',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    description:
      'complete URL for traces, such as https://traces.example.com/v1/traces, instead of ' +
      'OTEL_EXPORTER_OTLP_ENDPOINT',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_PROTOCOL',
    description: 'http/protobuf or http/json (default: http/protobuf)',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_HEADERS',
    description:
      'headers that the collector requires, such as api-key=abc, separated by commas; values are ' +
      'percent-encoded',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_TRACES_HEADERS',
    description: 'headers for traces, which come before those of OTEL_EXPORTER_OTLP_HEADERS',
  },
  {
    name: 'OTEL_SERVICE_NAME',
    description: 'name of this server in traces (default: keyplane)',
  },
  {
    name: 'OTEL_RESOURCE_ATTRIBUTES',
    description:
      'attributes of this server in every trace, such as deployment.environment.name=production, separated ' +
      'by commas',
  },
  {
    name: 'OTEL_TRACES_SAMPLER',
    description:
      'which traces are sent: always_on, always_off, traceidratio, parentbased_always_on, ' +
      'parentbased_always_off or parentbased_traceidratio (default: parentbased_always_on)',
  },
  {
    name: 'OTEL_TRACES_SAMPLER_ARG',
    description:
      'share of the traces that traceidratio and parentbased_traceidratio send, from 0 to 1 (default: 1)',
  },
  {
    name: 'OTEL_SDK_DISABLED',
    description: 'true: no traces, whatever the other variables say (default: false)',
  },
] as const;

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
];

/** Other programs read the same variables, so values are checked only if this server sends traces. */
export function readTracingSettings(environment: Environment): {
  /** `null` if no traces are sent. */
  readonly settings: TracingSettings | null;
  readonly problems: readonly string[];
} {
  const of = (name: string) => environment[name]?.trim() || undefined;
  const own = of('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  const url = own ?? of('OTEL_EXPORTER_OTLP_ENDPOINT');
  const isDisabled = of('OTEL_SDK_DISABLED')?.toLowerCase() === 'true';
  const exporter = of('OTEL_TRACES_EXPORTER') ?? 'otlp';
  if (url === undefined || isDisabled || exporter === 'none')
    return { settings: null, problems: [] };

  const problems: string[] = [];
  const endpoint = own ? 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT' : 'OTEL_EXPORTER_OTLP_ENDPOINT';
  // The value is not shown, because it may contain a password.
  if (!isHttp(url)) problems.push(`${endpoint} must be a URL such as http://localhost:4318.`);
  if (exporter !== 'otlp') problems.push('OTEL_TRACES_EXPORTER must be otlp or none.');

  const [variable, protocol] = firstOf(of, [
    'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL',
    'OTEL_EXPORTER_OTLP_PROTOCOL',
  ]) ?? ['', 'http/protobuf'];
  if (!isProtocol(protocol)) problems.push(`${variable} ${WRONG_PROTOCOL}`);

  const sampler = of('OTEL_TRACES_SAMPLER');
  if (sampler !== undefined && !SAMPLERS.includes(sampler)) {
    problems.push(`OTEL_TRACES_SAMPLER must be one of ${SAMPLERS.join(', ')}.`);
  }
  const share = of('OTEL_TRACES_SAMPLER_ARG');
  if (share !== undefined && !isShare(share)) {
    problems.push('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1, such as 0.1.');
  }
  for (const name of LISTS) {
    if (!isListOfPairs(of(name) ?? '')) problems.push(`${name} ${WRONG_LIST}`);
  }
  for (const [kind, names] of FILES) {
    const [name, file] = firstOf(of, names) ?? [];
    const fault = name && file && unusableFile(file, kind);
    if (fault) problems.push(`${name}: ${fault}`);
  }
  if (problems.length > 0 || !isProtocol(protocol)) return { settings: null, problems };
  const collector = new URL(url).origin;
  // If both have a header of the same name, the last one counts.
  const headers = HEADERS.flatMap((name) => of(name) ?? []).join(',');
  const settings = headers
    ? { protocol, collector, headers: new Concealed(headers) }
    : { protocol, collector };
  return { settings: Object.freeze(settings), problems };
}

const WRONG_PROTOCOL =
  'must be http/protobuf or http/json. Keyplane does not send traces by gRPC. Most collectors accept HTTP on ' +
  'port 4318.';

const HEADERS = ['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_TRACES_HEADERS'];
const LISTS = [...HEADERS, 'OTEL_RESOURCE_ATTRIBUTES'];
const WRONG_LIST =
  'must be name=value pairs, separated by commas. Percent-encode commas and other special characters in the ' +
  'values.';

const FILES = [
  ['certificate', ['OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE', 'OTEL_EXPORTER_OTLP_CERTIFICATE']],
  [
    'certificate',
    ['OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE', 'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE'],
  ],
  ['key', ['OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY', 'OTEL_EXPORTER_OTLP_CLIENT_KEY']],
] as const;

function firstOf(
  of: (name: string) => string | undefined,
  names: readonly string[],
): readonly [name: string, value: string] | undefined {
  for (const name of names) {
    const value = of(name);
    if (value !== undefined) return [name, value];
  }
  return undefined;
}

function isHttp(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function isProtocol(text: string): text is TracingProtocol {
  return (PROTOCOLS as readonly string[]).includes(text);
}

function isShare(text: string): boolean {
  return /^\d*\.?\d+$/.test(text) && Number(text) <= 1;
}

function isListOfPairs(text: string): boolean {
  return text
    .split(',')
    .filter((pair) => pair.trim() !== '')
    .every((pair) => /^\s*[^=\s]+\s*=[^\r\n]*$/.test(pair) && isDecodable(pair));
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
