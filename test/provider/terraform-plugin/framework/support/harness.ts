import {
  createProviderServer,
  defineProvider,
  type Logger,
  type ObjectValue,
  type ProviderServer,
  type Resource,
  unknown,
  type Value,
} from '../../../../../provider/terraform-plugin/framework';

export interface LogEntry {
  readonly level: string;
  readonly message: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}

export function recordingLogger(entries: LogEntry[] = []): Logger & { entries: LogEntry[] } {
  const record = (level: string) => (message: string, fields?: Readonly<Record<string, unknown>>) =>
    void entries.push({ level, message, ...(fields === undefined ? {} : { fields }) });
  return {
    entries,
    trace: record('trace'),
    debug: record('debug'),
    info: record('info'),
    warn: record('warn'),
    error: record('error'),
  };
}

/** An object as it comes from the wire. */
export function wire(value: Readonly<Record<string, Value>>): ObjectValue {
  return Object.assign(Object.create(null) as Record<string, Value>, value);
}

export const noSignal = new AbortController().signal;
export const noBytes = new Uint8Array();

/** Does what Terraform does with one resource, through the server alone. */
export interface ResourceBench {
  readonly server: ProviderServer;
  readonly logger: ReturnType<typeof recordingLogger>;
  config(values: Readonly<Record<string, Value>>): ObjectValue;
  plan(
    config: ObjectValue | null,
    prior?: ObjectValue | null,
    priorPrivate?: Uint8Array,
  ): ReturnType<ProviderServer['planResourceChange']>;
  apply(
    config: ObjectValue | null,
    prior: ObjectValue | null,
    planned: ObjectValue | null,
    options?: { readonly private?: Uint8Array; readonly signal?: AbortSignal },
  ): ReturnType<ProviderServer['applyResourceChange']>;
  read(state: ObjectValue, privateState?: Uint8Array): ReturnType<ProviderServer['readResource']>;
  /** Plans and applies. */
  create(config: ObjectValue): ReturnType<ProviderServer['applyResourceChange']>;
}

export async function benchFor<Client extends object>(
  resource: Resource<Client>,
  client: Client,
  options: { readonly abortGraceMs?: number } = {},
): Promise<ResourceBench> {
  const logger = recordingLogger();
  const provider = defineProvider({
    name: resource.name.split('_')[0] ?? '',
    version: '1.0.0',
    description: 'A provider.',
    schema: {},
    configure: () => client,
    resources: [resource],
  });
  const server = createProviderServer(provider, { logger, ...options });
  await server.configureProvider({
    config: wire({}),
    terraformVersion: '1.11.4',
    signal: noSignal,
  });
  const { name: typeName } = resource;
  const names = Object.keys(server.valueType('resource', typeName)?.attributes ?? {});
  const bench: ResourceBench = {
    server,
    logger,
    config: (values) =>
      wire({ ...Object.fromEntries(names.map((name) => [name, null])), ...values }),
    plan: (config, prior = null, priorPrivate = noBytes) =>
      server.planResourceChange({
        typeName,
        priorState: prior,
        proposedNewState: config,
        config,
        priorPrivate,
        signal: noSignal,
      }),
    apply: (
      config,
      prior,
      planned,
      { private: plannedPrivate = noBytes, signal = noSignal } = {},
    ) =>
      server.applyResourceChange({
        typeName,
        priorState: prior,
        plannedState: planned,
        config,
        plannedPrivate,
        signal,
      }),
    read: (state, privateState = noBytes) =>
      server.readResource({ typeName, currentState: state, privateState, signal: noSignal }),
    create: async (config) => {
      const { plannedState, plannedPrivate } = await bench.plan(config);
      return bench.apply(config, null, plannedState, { private: plannedPrivate });
    },
  };
  return bench;
}

export { unknown };
