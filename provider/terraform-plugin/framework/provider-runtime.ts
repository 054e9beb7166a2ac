import { type DiagnosticCollector, DiagnosticError, type DiagnosticText } from './diagnostics';
import type { Logger } from './logger';

/** The result of ConfigureProvider. A second call replaces all of it. */
export type Configuration<Client> =
  | { readonly status: 'unconfigured' }
  | { readonly status: 'configured'; readonly client: Client }
  | {
      readonly status: 'deferred';
      readonly reason: string;
      readonly unknownAttributes: readonly string[];
    };

export interface ProviderRuntime<Client> {
  readonly logger: Logger;
  readonly abortGraceMs: number;
  readonly configuration: () => Configuration<Client>;
}

/** A handler asked for the client while there is none. */
export class ClientUnavailable extends DiagnosticError {
  constructor(
    readonly deferred: boolean,
    text: DiagnosticText,
  ) {
    super(text);
  }
}

export interface HandlerInput {
  readonly signal: AbortSignal;
  readonly diagnostics: DiagnosticCollector;
  readonly logger: Logger;
}

/**
 * `input` is what the handler may use besides the client. The client is looked up only when the
 * handler reads it.
 */
export function withClient<Client, Input extends HandlerInput>(
  configuration: Configuration<Client>,
  input: Input,
): Input & { readonly client: Client; readonly hasClient: boolean } {
  return {
    ...input,
    hasClient: configuration.status === 'configured',
    get client() {
      return requireClient(configuration);
    },
  };
}

function requireClient<Client>(configuration: Configuration<Client>): Client {
  switch (configuration.status) {
    case 'configured':
      return configuration.client;
    case 'deferred':
      throw new ClientUnavailable(true, {
        summary: 'The provider is not configured yet',
        detail: describeDeferral(configuration),
      });
    case 'unconfigured':
      throw new ClientUnavailable(false, {
        summary: 'The provider is not configured',
        detail: 'Its configuration failed or is missing. Look for an earlier error.',
      });
  }
}

function describeDeferral(configuration: {
  readonly reason: string;
  readonly unknownAttributes: readonly string[];
}): string {
  const names = configuration.unknownAttributes.map((name) => `\`${name}\``).join(', ');
  const unknown =
    names === '' ? '' : ` Known only after apply in the provider's configuration: ${names}.`;
  return (
    `${configuration.reason}.${unknown} Apply what they depend on first, for example with ` +
    '-target.'
  );
}
