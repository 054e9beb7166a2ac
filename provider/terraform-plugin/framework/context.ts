import type { DiagnosticCollector } from './diagnostics';
import type { Logger } from './logger';
import type { PartialModel } from './model';
import type { PrivateState } from './private-state';
import type { Schema } from './attribute';

export type Awaitable<T> = T | Promise<T>;

/** What every handler gets besides its values. */
export interface HandlerContext<Client> {
  /** What `configure` returned. Reading it while there is no client makes the operation fail. */
  readonly client: Client;
  /**
   * Whether there is a client. There is none while the provider's configuration has values that are
   * known only after apply.
   */
  readonly hasClient: boolean;
  /** Aborts when the user stops Terraform (Ctrl-C), and when the operation's time is over. */
  readonly signal: AbortSignal;
  /** Collects warnings and errors for the user. */
  readonly diagnostics: DiagnosticCollector;
  /** Writes to Terraform's log. */
  readonly logger: Logger;
}

/** What the handlers of a resource get besides their values. */
export interface ResourceContext<Client> extends HandlerContext<Client> {
  /** JSON that Terraform keeps next to the state. */
  readonly privateState: PrivateState;
}

/** What `create` and `update` get besides their values. */
export interface ApplyContext<Client, S extends Schema> extends ResourceContext<Client> {
  /**
   * Call it as soon as the remote object exists or has changed. If the handler fails afterwards,
   * the state holds these values (after a create, as tainted), so no object is orphaned.
   */
  saveState(partial: PartialModel<S>): void;
}

/** What validation gets. It runs before the provider is configured, so there is no client. */
export interface ValidateContext {
  /** Collects warnings and errors for the user. */
  readonly diagnostics: DiagnosticCollector;
}
