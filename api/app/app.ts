import type { RequestListener } from 'node:http';
import express from 'express';
import { createRefusedUses } from '../credentials/refused-uses';
import { startCourier, type Courier, type MailSettings } from './courier';
import type { Database } from '../database/database';
import { createDatabaseGauges } from '../database/database-gauges';
import { createFeedMetrics, showDatabase } from '../database/database-metrics';
import type { Clock } from '../domain/clock';
import { Failure } from '../domain/failure';
import { answersSince } from '../domain/answer-lifetime';
import type { Caller } from '../domain/principal';
import { createDryRunEndpoints } from '../dry-runs/dry-run-routes';
import { createDryRunService } from '../dry-runs/dry-run-service';
import { createStandIns } from '../dry-runs/stand-ins';
import { createEndpoints } from './endpoints';
import { PUBLIC_ISSUERS_ONLY, type FederationSettings } from '../federation/address-policy';
import { composeFederation } from '../federation/compose-federation';
import { createFederatedIdentityEndpoints } from '../federation/federated-identity-routes';
import { createCallAuthorizer } from '../verification/call-authorization';
import { FORWARD_AUTH_PATHS } from '../verification/forward-auth-openapi';
import { createForwardAuthCheck } from '../verification/forward-auth-routes';
import { createVerificationEndpoints } from '../verification/verification-routes';
import { createVerificationService } from '../verification/verification-service';
import type { VerificationCode } from '../verification/verification';
import { createClientAddress } from '../http/client-address';
import { createDocsRouter } from '../http/docs';
import type { Endpoint } from '../http/endpoint';
import { createErrorHandler } from '../http/error-handler';
import { createExpressAuthentication } from '../http/express-authentication';
import { hotRouteOf } from '../http/hot/hot-endpoint';
import { createHotRouter } from '../http/hot/hot-router';
import { openApiDocument } from '../http/openapi-document';
import { assignRequestId } from '../http/request-context';
import { replayRecorder } from '../http/replay';
import { createRouter } from '../http/router';
import { createCachedCredentialLookup } from '../credentials/cached-credential-lookup';
import { composeUsage } from '../usage/compose-usage';
import { createKnexCredentialLookup } from '../credentials/knex-credential-lookup';
import { TOMBSTONE_DAYS } from '../keys/key';
import { createLeakEndpoints } from '../leaks/leak-routes';
import { createLeakService } from '../leaks/leak-service';
import { composeOAuth } from '../oauth/compose-oauth';
import { createKnexSpentTokenStore } from '../oauth/knex-spent-token-store';
import { OAUTH_PATHS } from '../oauth/oauth-openapi';
import { createOAuthHotRoutes } from '../oauth/oauth-hot-routes';
import { createOAuthRouter } from '../oauth/oauth-routes';
import { NOTIFICATION_DAYS } from '../notifications/notification';
import type { Log } from '../operations/log';
import { startMaintenance } from '../operations/maintenance';
import type { Metrics } from '../operations/metrics';
import { createRequestLog } from '../operations/request-log';
import { createSafeHeaders } from '../operations/safe-headers';
import { createNetworkThrottle } from '../rate-limit/network-throttle';
import type { Sealer } from '../sealing/sealer';
import { createSignUpEndpoints } from '../sign-up/sign-up-routes';
import { createSignUpService, type SignUpMode } from '../sign-up/sign-up-service';
import { createSlices } from './slices';
import { USAGE_DAYS } from '../usage/usage-report-service';
import { VERSION } from './version';

export interface AppDependencies {
  readonly config: AppConfig;
  readonly database: Database;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface AppConfig {
  /** The URL by which clients reach Keyplane: `iss` of its tokens, and their `aud` for itself. */
  readonly issuer: string;
  readonly trustedProxies: readonly string[];
  /** Absent: only the operator founds teams. */
  readonly signUp?: SignUpMode;
  /** Absent or `null`: members are told in Keyplane only. */
  readonly mail?: MailSettings | null;
  /** Which outside issuers may be asked; absent: public ones on https. */
  readonly federation?: FederationSettings;
}

export interface App {
  readonly handler: RequestListener;
  readonly endpoints: readonly Endpoint[];
  /** The OpenAPI document of all that it answers: `openapi.json` is this one. */
  openApi(): object;
  /** What goes on beside the requests. */
  readonly courier: Pick<Courier, 'runOnce'>;
  /** Reads what a verification must know. Fails if that cannot be read now. */
  requireReadable(): Promise<void>;
  /**
   * Ends the timers and writes what is pending; the database is the caller's to close.
   * @returns how many uses of keys could not be written
   */
  close(): Promise<number>;
}

/** No key has this ID. To look for it, the database reads all that it does for one that exists. */
const NO_KEY = 'none';
/** Unknown secrets per minute that a network may present; valid ones are never counted. */
const UNKNOWN_SECRETS = { name: 'unknown-secrets', attempts: 60, windowSeconds: 60 };
/** Unknown secrets per minute that a service may ask about: it passes on what others send it. */
const UNKNOWN_VERIFICATIONS = { name: 'unknown-verifications', attempts: 6000, windowSeconds: 60 };
/** Unknown keys per minute that an address may present to a gateway. */
const UNKNOWN_KEYS_AT_GATEWAYS = { name: 'unknown-keys', attempts: 60, windowSeconds: 60 };
/** Teams that a network may found by itself: enough for a class, too few for a flood. */
const SIGN_UPS = { name: 'sign-ups', attempts: 10, windowSeconds: 3600 };
const DAY_MILLIS = 86_400_000;

/** The composition root. */
export async function createApp(dependencies: AppDependencies): Promise<App> {
  const { config, database, clock, sealer, log, metrics } = dependencies;
  const onError = (error: unknown) => log.error({ err: error }, 'background work failed');
  const mail = config.mail ?? null;
  const slices = createSlices({ database, clock, sealer, onError, mailed: mail !== null });
  const { keyStore: store, creations, creationStore } = slices;

  const databaseMetrics = showDatabase({ database, metrics });
  const feedMetrics = createFeedMetrics(metrics);
  const feed = database.followChanges({
    onOutage(error) {
      feedMetrics.outage();
      log.warn({ err: error }, 'changes cannot be heard: every request asks the database');
    },
    onRecovery() {
      feedMetrics.over();
      log.info({}, 'changes are heard again');
    },
  });
  const credentials = createKnexCredentialLookup(database);
  const cachedCredentials = createCachedCredentialLookup({
    lookup: createKnexCredentialLookup(database, database.reader),
    feed,
    isUnderWay: database.isUnderWay,
  });
  createDatabaseGauges(database, metrics);
  const usage = composeUsage({
    store,
    ledger: slices.usageStore,
    unitOfWork: database,
    creations,
    log,
    metrics,
  });
  const callerThrottle = createNetworkThrottle(UNKNOWN_SECRETS);
  const federation = composeFederation({
    settings: config.federation ?? PUBLIC_ISSUERS_ONLY,
    issuer: config.issuer,
    database,
    clock,
    accounts: slices.accountDirectory,
    roles: slices.roleDirectory,
    ids: slices.ids,
    audit: slices.audit,
    creations,
    used: createKnexSpentTokenStore(database),
    onIssuerFailure: (issuer, failure) =>
      log.warn({ issuer, err: failure }, 'an outside issuer could not be asked for its keys'),
  });
  const refusedUses = createRefusedUses({ audit: slices.audit, clock });
  const oauth = composeOAuth({
    issuer: config.issuer,
    database,
    sealer,
    clock,
    feed,
    credentials,
    cachedCredentials,
    federations: federation.credentials,
    subjectTokens: federation.subjectTokens,
    usage,
    refusedUses,
    audit: slices.audit,
    onError,
    secretEnder: slices.secretEnder,
    callerThrottle,
    verificationThrottle: createNetworkThrottle(UNKNOWN_VERIFICATIONS),
    gatewayThrottle: createNetworkThrottle(UNKNOWN_KEYS_AT_GATEWAYS),
  });

  const judging = {
    calls: createCallAuthorizer({
      serviceKeys: slices.serviceKeys.directory,
      catalog: slices.catalogDirectory,
      wallets: slices.walletCurrencies,
      charges: slices.charges,
    }),
    unitOfWork: database,
    onVerdict: (code: VerificationCode) => metrics.verificationAnswered(code),
  };
  const verifications = createVerificationService({ ...judging, inspector: oauth.inspector });

  const signUps = createSignUpService({
    mode: config.signUp ?? 'closed',
    teams: slices.teams,
    throttle: createNetworkThrottle(SIGN_UPS),
  });

  const leaks = createLeakService({
    lookup: createKnexCredentialLookup(database, database.reader),
    credentials,
    ender: slices.secretEnder,
    keys: slices.keys,
    unitOfWork: database,
    clock,
    audit: slices.audit,
    refusedUses,
    throttle: callerThrottle,
  });

  const { issuer } = config;
  const courier = startCourier({ slices, mail, issuer, sealer, clock, metrics, onError });
  const maintenance = startMaintenance({
    tasks: [
      () => oauth.service.purge(),
      () => {
        const keptSince = clock.now().getTime() - NOTIFICATION_DAYS * DAY_MILLIS;
        return slices.notificationStore.purge(new Date(keptSince));
      },
      () => slices.usageStore.purge(new Date(clock.now().getTime() - USAGE_DAYS * DAY_MILLIS)),
      () => creationStore.purgeAnswers(answersSince(clock.now())),
      () => {
        const before = new Date(clock.now().getTime() - TOMBSTONE_DAYS * DAY_MILLIS);
        return creationStore.purgeGone(before).then(() => slices.runStore.purge(before));
      },
      () => slices.serviceKeys.purge(new Date(clock.now().getTime() - TOMBSTONE_DAYS * DAY_MILLIS)),
      () => {
        const now = clock.now();
        const tombstonesBefore = new Date(now.getTime() - TOMBSTONE_DAYS * DAY_MILLIS);
        // For a day who presents what a rotation ended is told so, not that nobody knows it.
        return store.purge(tombstonesBefore, answersSince(now));
      },
      () => slices.secretClaims.purge(),
      () => slices.invitationLimits.purge(),
    ],
    onError,
  });

  const reportUnexpected = (error: unknown, requestId: string) =>
    log.error({ err: error, request_id: requestId }, 'request failed');
  const endpoints: Endpoint[] = [
    ...createEndpoints({ slices, unitOfWork: database }),
    ...createFederatedIdentityEndpoints(federation.service),
    ...createVerificationEndpoints(verifications),
    ...createLeakEndpoints(leaks),
    ...createSignUpEndpoints(signUps),
  ];
  endpoints.push(
    ...createDryRunEndpoints(
      createDryRunService({
        endpoints: [...endpoints],
        standIns: createStandIns({
          serviceAccounts: slices.serviceAccounts,
          serviceKeys: slices.serviceKeys.serviceKeys,
        }),
        unitOfWork: database,
        reportUnexpected,
      }),
    ),
  );
  const recordRefusal = (
    caller: Caller,
    operationId: string,
    failure: Failure,
    targetId: string | null = null,
  ) => slices.audit.recordRefusal(caller, operationId, failure.code, targetId);

  const requestLog = createRequestLog({ log, metrics });
  const { authenticator } = oauth;
  const oauthRoutes = createOAuthHotRoutes({ service: oauth.service, recordRefusal });
  const hotRoutes = endpoints
    .filter(({ hot }) => hot)
    .map((endpoint) => hotRouteOf(endpoint, { authenticator, recordRefusal }));

  const gatewayCheck = createForwardAuthCheck({
    authenticator,
    verifications: createVerificationService({ ...judging, inspector: oauth.gatewayInspector }),
    recordRefusal,
  });

  const addressOf = createClientAddress(config.trustedProxies);
  const application = express();
  application.disable('x-powered-by');
  application.disable('etag');
  // An ETag is the version of what can be set, and bodies show more than that: no answer is a 304.
  Object.defineProperty(application.request, 'fresh', { value: false });
  application.use(assignRequestId, (request, response, next) => {
    response.locals.ip = addressOf(request);
    requestLog.watch(request, response, response.locals);
    next();
  });
  application.use(createSafeHeaders());
  application.use(createDocsRouter());
  application.use(
    createOAuthRouter(
      oauth.service,
      oauthRoutes.map(({ path }) => path),
    ),
  );
  application.use(
    createRouter({
      endpoints,
      authenticate: createExpressAuthentication(authenticator),
      idempotency: slices.idempotency,
      runFence: slices.runFence,
      unitOfWork: database,
      recordRefusal,
      recordReplay: replayRecorder(slices.audit),
    }),
  );
  application.use((_request, _response, next) =>
    next(new Failure('not_found', 'There is nothing at this path. See /docs.')),
  );
  application.use(createErrorHandler(reportUnexpected));

  const handler = createHotRouter({
    routes: [...oauthRoutes, ...hotRoutes],
    checks: [gatewayCheck],
    addressOf,
    requestLog,
    reportUnexpected,
    otherwise: application,
  });

  return {
    handler,
    endpoints,
    openApi: () => openApiDocument(endpoints, VERSION, [...FORWARD_AUTH_PATHS, ...OAUTH_PATHS]),
    courier,
    async requireReadable() {
      await cachedCredentials.byKeyId(NO_KEY);
    },
    async close() {
      void databaseMetrics.close();
      // A mail server that does not answer must not keep counts from being written.
      const [lostUses] = await Promise.all([
        usage.close(),
        refusedUses.close(),
        oauth.issuances.close(),
        courier.close(),
        maintenance.close(),
      ]);
      return lostUses;
    },
  };
}
