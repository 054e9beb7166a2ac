import type { RequestListener } from 'node:http';
import type { Database } from '../database/database';
import type { ConsoleFiles } from '../console-host/console-files';
import type { Clock } from '../domain/clock';
import type { FederationSettings } from '../federation/address-policy';
import type { Endpoint } from '../http/endpoint';
import type { Log } from '../operations/log';
import type { Metrics } from '../operations/metrics';
import type { Sealer } from '../sealing/sealer';
import type { RegistrySettings } from '../registry/release-catalog';
import type { OidcSettings } from '../sessions/openid-client';
import type { SessionLimits } from '../sessions/session';
import type { CurrentTerms } from '../service-keys/terms';
import type { Tracing } from '../tracing/tracing';
import type { SignUpMode } from '../sign-up/sign-up-service';
import type { Courier, MailSettings } from './courier';

export interface AppDependencies {
  readonly config: AppConfig;
  readonly database: Database;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly log: Log;
  readonly metrics: Metrics;
  /** By default, there are no traces. */
  readonly tracing?: Tracing;
  /** The database was just created, so nothing in it has to be deleted or alerted about at the start. */
  readonly isNew?: boolean;
  /**
   * Whether this process counts keys, deletes what is too old and looks for alerts. If several workers
   * share a machine, one of them does that for all. If absent, it does.
   */
  readonly doesRecurringWork?: boolean;
}

export interface AppConfig {
  /**
   * The URL at which clients reach Keyplane: `iss` of its tokens, and `aud` of those that are for
   * Keyplane itself.
   */
  readonly issuer: string;
  readonly trustedProxies: readonly string[];
  /** If absent, only the operator creates teams. */
  readonly signUp?: SignUpMode;
  /** The identity provider of the console. If absent or `null`, there is none. */
  readonly oidc?: OidcSettings | null;
  /** How long sessions of the console last. If absent, the defaults. */
  readonly sessions?: SessionLimits;
  /** If absent or `null`, members are told only in Keyplane. */
  readonly mail?: MailSettings | null;
  /** Which external OIDC issuers may be called. If absent, public ones on https. */
  readonly federation?: FederationSettings;
  /** If absent or `null`, the server is not a provider registry. */
  readonly registry?: RegistrySettings | null;
  /** The documentation site. If absent or `null`, the site that was built with the server. */
  readonly docsFolder?: string | null;
  /** The built console. If absent or `null`, the server has no web pages except the docs. */
  readonly console?: ConsoleFiles | null;
  /** If absent, the terms that come with the server. */
  readonly terms?: CurrentTerms;
  /** How many requests of each kind to the management API may wait for their turn. */
  readonly managementQueue?: number;
}

export interface App {
  readonly handler: RequestListener;
  readonly endpoints: readonly Endpoint[];
  /** The OpenAPI document of everything that the app answers, which is `openapi.json`. */
  openApi(): object;
  /** Sends mails and alerts in the background. */
  readonly courier: Pick<Courier, 'runOnce'>;
  /** Reads what a verification needs. Fails if that cannot be read now. */
  requireReadable(): Promise<void>;
  /**
   * Stops the timers and writes what is pending. The caller closes the database.
   * @returns how many uses of keys could not be written
   */
  close(): Promise<number>;
}
