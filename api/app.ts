import express, { type Application } from 'express';
import { createAuthenticator } from './auth/authenticator';
import type { Database } from './database/database';
import type { Clock } from './domain/clock';
import { Failure } from './domain/failure';
import { createEndpoints } from './endpoints';
import { createDocsRouter } from './http/docs';
import { createErrorHandler } from './http/error-handler';
import { createExpressAuthentication } from './http/express-authentication';
import { openApiDocument } from './http/openapi-document';
import { assignRequestId } from './http/request-context';
import { createRouter } from './http/router';
import { createKnexCredentialLookup } from './keys/knex-credential-lookup';
import { TOMBSTONE_DAYS } from './keys/key';
import { createUsageService } from './keys/usage-service';
import { unconfirmedSince } from './creations/creation-service';
import type { Log } from './operations/log';
import { startMaintenance } from './operations/maintenance';
import type { Metrics } from './operations/metrics';
import { createRequestLog } from './operations/request-log';
import { createSafeHeaders } from './operations/safe-headers';
import { createMemoryThrottle } from './rate-limit/memory-throttle';
import type { Sealer } from './sealing/sealer';
import { createSlices } from './slices';
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
}

export interface App {
  readonly handler: Application;
  readonly openApi: object;
  /** Ends the timers and writes what is pending; the database is the caller's to close. */
  close(): Promise<void>;
}

/** Unknown secrets a network may present per minute; valid ones are never counted. */
const UNKNOWN_SECRETS = { name: 'unknown-secrets', attempts: 60, windowSeconds: 60 };
const DAY_MILLIS = 86_400_000;

/** The composition root. */
export async function createApp(dependencies: AppDependencies): Promise<App> {
  const { config, database, clock, sealer, log, metrics } = dependencies;
  const onError = (error: unknown) => log.error({ err: error }, 'background work failed');
  const slices = createSlices({ database, clock, sealer, onError });
  const { keyStore: store, creations, creationStore } = slices;

  const credentials = createKnexCredentialLookup(database);
  const usage = createUsageService({ store, unitOfWork: database, creations, onError });
  const throttle = createMemoryThrottle(UNKNOWN_SECRETS);
  const authenticator = createAuthenticator({ credentials, accessTokens, usage, clock, throttle });

  const maintenance = startMaintenance({
    tasks: [
      () => creationStore.purge(unconfirmedSince(clock.now())),
      () => {
        const now = clock.now();
        return store.purge(new Date(now.getTime() - TOMBSTONE_DAYS * DAY_MILLIS), now);
      },
    ],
    onError,
  });

  const endpoints = createEndpoints({ slices, unitOfWork: database, clock });
  const openApi = openApiDocument(endpoints, VERSION);

  const handler = express();
  handler.disable('x-powered-by');
  handler.disable('etag');
  handler.set('trust proxy', [...config.trustedProxies]);
  handler.use(assignRequestId, createRequestLog({ log, metrics }));
  handler.use(createDocsRouter(openApi));
  handler.use(createSafeHeaders());
  handler.use(
    createRouter({
      endpoints,
      authenticate: createExpressAuthentication(authenticator),
      idempotency: slices.idempotency,
      recordRefusal: (caller, operationId, failure) =>
        slices.audit.recordRefusal(caller, operationId, failure.code),
    }),
  );
  handler.use((_request, _response, next) =>
    next(new Failure('not_found', 'There is nothing at this path. See /docs.')),
  );
  handler.use(
    createErrorHandler((error, requestId) =>
      log.error({ err: error, request_id: requestId }, 'request failed'),
    ),
  );

  return {
    handler,
    openApi,
    async close() {
      maintenance.close();
      await usage.close();
    },
  };
}

/** Until tokens are issued none is known. */
const accessTokens = { issuer: '', check: async () => ({ status: 'unknown' as const }) };
