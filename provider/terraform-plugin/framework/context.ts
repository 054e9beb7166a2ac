import type { DiagnosticCollector } from './diagnostics';
import type { Logger } from './logger';
import type { PartialModel } from './model';
import type { PrivateState } from './private-state';
import type { Schema } from './attribute';

export type Awaitable<T> = T | Promise<T>;

/** What every handler is given. */
export interface HandlerContext<Client> {
  /** What `configure` returned. Asking for it fails the operation while there is none. */
  readonly client: Client;
  /** False while the provider's configuration has values known only after apply. */
  readonly hasClient: boolean;
  /** Aborts on Ctrl-C and when the operation's time is over. */
  readonly signal: AbortSignal;
  readonly diagnostics: DiagnosticCollector;
  readonly logger: Logger;
}

export interface ResourceContext<Client> extends HandlerContext<Client> {
  readonly privateState: PrivateState;
}

export interface ApplyContext<Client, S extends Schema> extends ResourceContext<Client> {
  /**
   * Call it as soon as the remote object exists or has changed: if the handler fails afterwards,
   * this is what the state remembers (after a create, as tainted), and nothing is orphaned.
   */
  saveState(partial: PartialModel<S>): void;
}

/** Validation runs before the provider is configured, so there is no client. */
export interface ValidateContext {
  readonly diagnostics: DiagnosticCollector;
}
