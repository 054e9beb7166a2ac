import { attributePath } from './attribute-path';
import type { ApplyContext } from './context';
import type { DiagnosticList } from './diagnostics';
import { withFields } from './logger';
import { runOperation } from './operation';
import type { EncodablePrivateState } from './private-state';
import { type ProviderRuntime, withClient } from './provider-runtime';
import type { Given } from './reconcile';
import type { ResourceEntry } from './resource-entry';
import type { Schema } from './attribute';
import { type Operation as Verb, TIMEOUTS, timeoutMs } from './timeouts';
import type { ObjectValue } from './value';

export interface ResourceRun {
  /** The operation whose timeout applies. */
  readonly verb: Verb;
  /** A word for messages, such as `creating`; the resource's name follows. */
  readonly doing: string;
  /** The object whose `timeouts` count: the plan, the state or the configuration. */
  readonly resource: ObjectValue | null;
  readonly signal: AbortSignal;
  readonly diagnostics: DiagnosticList;
  readonly privateState: EncodablePrivateState;
  readonly saveState?: (partial: Given) => void;
}

export interface ResourceRunner<Client> {
  run<T>(
    run: ResourceRun,
    handler: (context: ApplyContext<Client, Schema>) => T | Promise<T>,
  ): Promise<{ readonly value: T } | undefined>;
}

/** Runs a resource's handlers with their context and their time limit. */
export function createResourceRunner<Client>(
  { resource }: ResourceEntry<Client>,
  runtime: ProviderRuntime<Client>,
): ResourceRunner<Client> {
  return {
    run: async ({ verb, doing, diagnostics, privateState, saveState, ...rest }, handler) => {
      const logger = withFields(runtime.logger, { tf_resource_type: resource.name });
      const configuration = runtime.configuration();
      const limitMs = timeoutMs(verb, rest.resource, resource.timeouts);
      if (limitMs === undefined) {
        diagnostics.error({
          summary: 'Invalid timeout',
          detail: `\`${TIMEOUTS}.${verb}\` must be a duration such as "30s" or "5m".`,
          attribute: attributePath(TIMEOUTS, verb),
        });
        return undefined;
      }
      return runOperation(
        {
          doing: `${doing} ${resource.name}`,
          timeoutMs: limitMs,
          signal: rest.signal,
          diagnostics,
          logger,
          abortGraceMs: runtime.abortGraceMs,
          ...(resource.timeouts === undefined ? {} : { timeoutAttribute: `${TIMEOUTS}.${verb}` }),
        },
        (signal) =>
          handler(
            withClient(configuration, {
              signal,
              diagnostics,
              logger,
              privateState,
              saveState: saveState ?? (() => {}),
            }),
          ),
      );
    },
  };
}
