import { type AccessTokenApi, createAccessTokenApi } from './access-token-api';
import { createAuthorize } from './authorization';
import { ApiNotKeyplane, isNotFound, isRefusal } from './api-error';
import { type Call, type CallOptions, type CallRequest, createCall } from './call';
import { type CatalogApi, createCatalogApi } from './catalog-api';
import { type Confirmations, createConfirmations } from './confirmations';
import {
  createLostStateWatch,
  type LostStateWatch,
  type StackSummary,
  type StateOnDisk,
} from './lost-state';
import { createNotices, type Notices } from './notices';
import { createRunCalls } from './run-calls';
import { createRunLease, createRunLeaseCalls, type RunLease } from './run-lease';
import { createDryRuns, type DryRuns } from './dry-runs';
import { type Environment, networkOf } from '../../http-client';
import { createOidcTokenReader } from './oidc-token';
import { createPlannedKeys, type PlannedKeys } from './planned-keys';
import { createSecretClaims, type SecretClaims } from './secret-claims';
import type { Credentials } from './credentials';
import type { components } from './generated/api';
import { DEFAULT_PROTECTION, type ProtectionSettings } from './protection-settings';
import { createResourceApis, type ItemOf, type ResourceApis } from './resource-api';
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from './retry';
import { traceHeadersOf } from './trace-context';
import { type ClientLogger, createTransport } from './transport';
import { createUsageLookups, type UsageLookups } from './usage-lookups';
import { createVersionWatch, type VersionWatch } from './version-watch';

export interface KeyplaneClientOptions {
  /** The result of `parseEndpoint`. */
  readonly endpoint: string;
  readonly credentials: Credentials;
  /** The name of this state, which distinguishes it from the team's other states. */
  readonly stack: string;
  /**
   * The name of this process. Other runs replace what it created only after the process has ended.
   */
  readonly run: string;
  readonly protection?: ProtectionSettings;
  readonly userAgent: string;
  readonly providerVersion: string;
  readonly logger: ClientLogger;
  /** The environment, which names proxies and certificate authorities. Empty by default. */
  readonly environment?: Environment;
  readonly retry?: RetryPolicy;
  /**
   * The clock with which a refresh finds out whether a rotation is due; by default the machine's.
   */
  readonly now?: () => Date;
  /** Reads the files of the state again. By default they are unknown. */
  readonly stateOnDisk?: () => StateOnDisk | undefined;
  /** Shorter periods, for tests. */
  readonly lease?: LeasePeriods;
}

export interface LeasePeriods {
  readonly renewEveryMs?: number;
  readonly endWithinMs?: number;
  readonly askAgainMs?: number;
}

export type ApplicationKey = ItemOf<'/v1/application-keys'>;
export type FederatedIdentity = ItemOf<'/v1/federated-identities'>;
export type Member = ItemOf<'/v1/members'>;
export type Role = ItemOf<'/v1/roles'>;
/** A permission that no service account can use. */
export type MembersOnlyPermission = components['schemas']['MembersOnlyPermission'];
export type ServiceAccount = ItemOf<'/v1/service-accounts'>;
export type ServiceAccountKey = ItemOf<'/v1/service-account-keys'>;
export type ServiceKey = ItemOf<'/v1/service-keys'>;
export type ServiceKeyToken = ItemOf<'/v1/service-key-tokens'>;
export type Wallet = ItemOf<'/v1/wallets'>;
/** A key of any family. */
export type Key = ApplicationKey | ServiceAccountKey | ServiceKeyToken;
export type Whoami = components['schemas']['Whoami'];
/** The team, with its policy for keys. */
export type OwnTeam = NonNullable<Whoami['team']>;
export type TeamPolicy = OwnTeam['policy'];

/** Keyplane, as one credential sees it. */
export interface KeyplaneClient extends ResourceApis {
  readonly endpoint: string;
  readonly credentials: Credentials;
  /** The name of this state, as Keyplane knows it. */
  readonly stack: string;
  readonly catalog: CatalogApi;
  readonly accessTokens: AccessTokenApi;
  readonly confirmations: Confirmations;
  readonly run: RunLease;
  /** The notices that calls report in addition to their answers. */
  readonly notices: Notices;
  readonly lostState: LostStateWatch;
  readonly versionWatch: VersionWatch;
  readonly secretClaims: SecretClaims;
  readonly usage: UsageLookups;
  readonly dryRuns: DryRuns;
  readonly plannedKeys: PlannedKeys;
  /** Reads the list once, for plans that involve many accounts. */
  identitiesOf(
    serviceAccountId: string,
    options: CallOptions,
  ): Promise<readonly FederatedIdentity[]>;
  /** How objects were used. Resources use this to judge a plan. */
  readonly protection: ProtectionSettings;
  /** Whether this client has sent a change. If so, Terraform is applying and no longer planning. */
  hasWritten(): boolean;
  /** Whether a refresh has read the object. If so, Terraform is planning and not yet applying. */
  hasRefreshed(id: string): boolean;
  now(): Date;
  whoami(options: CallOptions): Promise<Whoami>;
  /** Like `whoami`, but asked only once: for facts about a credential that no run changes. */
  self(options: CallOptions): Promise<Whoami>;
  /** The URL that this Keyplane states as its own, asked once. Tokens name it in `aud`. */
  issuer(options: CallOptions): Promise<string>;
  /** Asked once: a credential never changes teams. Null for the operator. */
  teamId(options: CallOptions): Promise<string | null>;
  /**
   * The team's policy for keys, as Keyplane returned it the first time, or the planned policy if
   * the plan changes it. A failure is cached as well.
   */
  teamPolicy(options: CallOptions): Promise<TeamPolicy | null>;
  /** The policy that the plan sets. Keys that depend on it are created after that. */
  planTeamPolicy(planned: TeamPolicy): void;
  /** Whether the plan changes the policy, as far as this provider has seen it. */
  changesTeamPolicy(): boolean;
}

const MAX_CONCURRENT_REQUESTS = 20;
const CONFIRMATION_MS = 10_000;

export function createKeyplaneClient(options: KeyplaneClientOptions): KeyplaneClient {
  const { endpoint, credentials, logger } = options;
  const network = networkOf(endpoint, options.environment ?? {});
  const contact = { hasAnswered: false, isProven: false };
  const traceHeaders = traceHeadersOf(options.environment ?? {});
  const openTransport = () =>
    createTransport({
      endpoint,
      network,
      contact,
      headers: {
        'user-agent': options.userAgent,
        'keyplane-stack': options.stack,
        'keyplane-run': options.run,
        ...traceHeaders,
      },
      retry: options.retry ?? DEFAULT_RETRY_POLICY,
      maxConcurrentRequests: MAX_CONCURRENT_REQUESTS,
      logger,
    });
  const transport = openTransport();
  const readOidcToken = createOidcTokenReader(options);
  // Requests for a token do not need a token. Otherwise such a request would wait for itself.
  const authorize = createAuthorize(
    credentials,
    createAccessTokenApi(
      (request) => transport.send(request).catch(refuseWrongPath),
      readOidcToken,
    ),
  );
  const send = createCall(transport, { authorize });
  /** A renewal must not wait until other requests have been answered. */
  const createOwnCall = () => createCall(openTransport(), { authorize });
  const whoami = async ({ signal }: CallOptions) =>
    (await send({ method: 'GET', path: '/v1/whoami', signal }).catch(refuseWrongPath)) as Whoami;

  /**
   * A wrong path answers 404 too. A 404 means "gone" only if Keyplane has answered here before.
   */
  async function believingNotFound<T>(options: CallOptions, attempt: Promise<T>): Promise<T> {
    try {
      return await attempt;
    } catch (error) {
      if (isNotFound(error) && !transport.isProven) await whoami(options);
      throw error;
    }
  }
  const confirmations = createConfirmations({
    send: async ({ ids, secretVersions }) => {
      const body = { ids, secret_versions: secretVersions };
      const signal = AbortSignal.timeout(CONFIRMATION_MS);
      await send({ method: 'POST', path: '/v1/creations/confirm', body, signal });
    },
    onFailure: (error) =>
      logger.debug('Could not confirm what the state holds', { error: String(error) }),
  });

  const notices = createNotices();
  const run = createRunLease({
    calls: createRunLeaseCalls(createOwnCall),
    logger,
    ...options.lease,
  });
  const sendForRun = createRunCalls((request) => believingNotFound(request, send(request)), {
    lease: run,
    confirmations,
    heldIds: () => options.stateOnDisk?.()?.state.ids ?? [],
    notices,
    logger,
    ...options.lease,
  });

  let hasWritten = false;
  const call: Call = async (request) => {
    request.signal.throwIfAborted();
    hasWritten ||= isWrite(request);
    return sendForRun(request);
  };

  let asked: Promise<Whoami> | undefined;
  const self = (callOptions: CallOptions) => {
    asked ??= whoami(callOptions).catch((error: unknown) => {
      // A refusal does not change during a run, so it is not asked for again.
      if (!isRefusal(error)) asked = undefined;
      throw error;
    });
    return asked;
  };
  const team = async (callOptions: CallOptions) => (await self(callOptions)).team;
  let metadata: Promise<string> | undefined;
  const issuer = (callOptions: CallOptions) => {
    metadata ??= readIssuer(callOptions).catch((error: unknown) => {
      metadata = undefined;
      throw error;
    });
    return metadata;
  };
  async function readIssuer({ signal }: CallOptions): Promise<string> {
    const path = '/.well-known/oauth-authorization-server';
    const answer = await call({ method: 'GET', path, signal });
    return (answer as { readonly issuer: string }).issuer;
  }
  let policy: Promise<TeamPolicy | null> | undefined;
  let plannedPolicy: TeamPolicy | undefined;
  const refreshed = new Set<string>();
  const dependencies = {
    call,
    onRefresh: (id: string) => void refreshed.add(id),
    onPageFailure: (error: unknown) =>
      logger.debug('a page could not be read; reading singly', { error: String(error) }),
  };

  const resources = createResourceApis(dependencies);
  let identities: Promise<readonly FederatedIdentity[]> | undefined;

  return {
    endpoint,
    credentials,
    stack: options.stack,
    ...resources,
    catalog: createCatalogApi(call),
    accessTokens: createAccessTokenApi(
      (request) => believingNotFound(request, transport.send(request)),
      readOidcToken,
    ),
    confirmations,
    run,
    notices,
    lostState: createLostStateWatch({
      summary: async ({ signal }) =>
        (await call({ method: 'GET', path: '/v1/stack', signal })) as StackSummary,
      presentedCount: () => confirmations.presentedCount,
      onDisk: options.stateOnDisk ?? (() => undefined),
      logger,
    }),
    versionWatch: createVersionWatch({ ...options, self }),
    secretClaims: createSecretClaims(call),
    now: options.now ?? (() => new Date()),
    usage: createUsageLookups(dependencies),
    dryRuns: createDryRuns({ call }),
    plannedKeys: createPlannedKeys(),
    identitiesOf: async (accountId, callOptions) =>
      (await (identities ??= resources.federatedIdentities.list({}, callOptions))).filter(
        ({ service_account_id: id }) => id === accountId,
      ),
    protection: options.protection ?? DEFAULT_PROTECTION,
    hasWritten: () => hasWritten,
    hasRefreshed: (id) => refreshed.has(id),
    whoami,
    issuer,
    self,
    teamId: async (callOptions) => (await team(callOptions))?.id ?? null,
    teamPolicy: async (callOptions) =>
      plannedPolicy ?? (policy ??= team(callOptions).then((own) => own?.policy ?? null)),
    planTeamPolicy: (planned) => void (plannedPolicy = planned),
    changesTeamPolicy: () => plannedPolicy !== undefined,
  };
}

/** All other POSTs ask or confirm something. They change nothing that a plan shows. */
function isWrite({ method, idempotencyKey }: CallRequest): boolean {
  return method === 'PATCH' || method === 'DELETE' || idempotencyKey !== undefined;
}

function refuseWrongPath(error: unknown): never {
  if (!isNotFound(error)) throw error;
  const sentence =
    'Keyplane answers at this host, but not at this path. The endpoint is the part of the URL ' +
    'before `/v1`. Check its path.';
  throw new ApiNotKeyplane(sentence, { cause: error });
}
