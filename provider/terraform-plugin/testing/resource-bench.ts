import { defineProvider } from '../framework/define-provider';
import type { ProviderServer } from '../framework/provider-server';
import type { Resource } from '../framework/resource';
import type { ObjectValue, Value } from '../framework/value';
import { benchForProvider } from './provider-bench';
import type { RecordingLogger } from './recording-logger';
import { noBytes, noSignal } from './wire';

/** Plans and applies changes of one resource as Terraform does, but without Terraform. */
export interface ResourceBench {
  /** The provider as the protocol layer calls it. */
  readonly server: ProviderServer;
  /** What the framework and the handlers logged. */
  readonly logger: RecordingLogger;
  /** A complete configuration. Attributes that you omit are null. */
  config(values: Readonly<Record<string, Value>>): ObjectValue;
  /** Checks a configuration, as `terraform validate` does. */
  validate(config: ObjectValue): ReturnType<ProviderServer['validateResourceConfig']>;
  /** Plans a change. A null configuration plans a destroy. */
  plan(
    config: ObjectValue | null,
    prior?: ObjectValue | null,
    priorPrivate?: Uint8Array,
  ): ReturnType<ProviderServer['planResourceChange']>;
  /** Applies a plan. */
  apply(
    config: ObjectValue | null,
    prior: ObjectValue | null,
    planned: ObjectValue | null,
    options?: { readonly private?: Uint8Array; readonly signal?: AbortSignal },
  ): ReturnType<ProviderServer['applyResourceChange']>;
  /** Reads the object of a state. */
  read(state: ObjectValue, privateState?: Uint8Array): ReturnType<ProviderServer['readResource']>;
  /** Plans and applies a create. */
  create(config: ObjectValue): ReturnType<ProviderServer['applyResourceChange']>;
  /** Plans and applies an update. */
  update(
    config: ObjectValue,
    prior: ObjectValue,
    priorPrivate?: Uint8Array,
  ): ReturnType<ProviderServer['applyResourceChange']>;
  /** Plans and applies a destroy. */
  destroy(
    prior: ObjectValue,
    priorPrivate?: Uint8Array,
  ): ReturnType<ProviderServer['applyResourceChange']>;
  /**
   * Finds the object with this import ID and reads it, as `terraform import` does. The new state is
   * null if there is no such object.
   */
  importById(id: string): ReturnType<ProviderServer['readResource']>;
}

/**
 * A bench for one resource, with a client that the test chooses.
 *
 * @example
 * const bench = await benchFor(fileResource, createFolder('/tmp/files'));
 * const { newState, diagnostics } = await bench.create(bench.config({ name: 'a.txt', content: 'a' }));
 * expect(diagnostics).toEqual([]);
 */
export async function benchFor<Client extends object>(
  resource: Resource<Client>,
  client: Client,
  options: { readonly abortGraceMs?: number } = {},
): Promise<ResourceBench> {
  const provider = defineProvider({
    name: resource.name.split('_')[0] ?? '',
    version: '1.0.0',
    description: 'A provider.',
    schema: {},
    configure: () => client,
    resources: [resource],
  });
  const { server, logger, config } = await benchForProvider(provider, options);
  const { name: typeName } = resource;
  const change = async (
    given: ObjectValue | null,
    prior: ObjectValue | null,
    priorPrivate?: Uint8Array,
  ) => {
    const { plannedState, plannedPrivate } = await bench.plan(given, prior, priorPrivate);
    return bench.apply(given, prior, plannedState, { private: plannedPrivate });
  };
  const bench: ResourceBench = {
    server,
    logger,
    config: (values) => config('resource', typeName, values),
    validate: (given) => server.validateResourceConfig({ typeName, config: given }),
    plan: (given, prior = null, priorPrivate = noBytes) =>
      server.planResourceChange({
        typeName,
        priorState: prior,
        proposedNewState: given,
        config: given,
        priorPrivate,
        signal: noSignal,
      }),
    apply: (given, prior, planned, { private: plannedPrivate = noBytes, signal = noSignal } = {}) =>
      server.applyResourceChange({
        typeName,
        priorState: prior,
        plannedState: planned,
        config: given,
        plannedPrivate,
        signal,
      }),
    read: (state, privateState = noBytes) =>
      server.readResource({ typeName, currentState: state, privateState, signal: noSignal }),
    create: (given) => change(given, null),
    update: change,
    destroy: (prior, priorPrivate) => change(null, prior, priorPrivate),
    importById: async (id) => {
      const { imported, diagnostics } = await server.importResourceState({
        typeName,
        id,
        signal: noSignal,
      });
      const [found] = imported;
      if (found === undefined) return { newState: null, privateState: noBytes, diagnostics };
      const read = await bench.read(found.state, found.privateState);
      return { ...read, diagnostics: [...diagnostics, ...read.diagnostics] };
    },
  };
  return bench;
}
