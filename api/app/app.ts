import { composeDryRuns } from '../dry-runs/compose';
import { DEFAULT_MANAGEMENT_QUEUE } from '../http/admission';
import { openApiDocument } from '../http/openapi-document';
import type { Slice } from '../http/slice';
import { composeRegistry } from '../registry/compose';
import { NO_TRACING } from '../tracing/tracing';
import type { App, AppDependencies } from './app-types';
import { startBackgroundWork } from './background-work';
import { later } from './later';
import { reportDatabase } from './reported-database';
import { createRequestHandler } from './request-handler';
import { createServerSlices } from './server-slices';
import { createSlices } from './slices';
import { createUlidIds } from './ulid-ids';
import { VERSION } from './version';

/**
 * The composition root. It composes the slices that need only a database, and then those that only
 * a server has.
 */
export async function createApp(dependencies: AppDependencies): Promise<App> {
  const { config, database, clock, sealer, log, metrics, tracing = NO_TRACING } = dependencies;
  const { issuer, trustedProxies, terms } = config;
  const onError = (error: unknown) => log.error({ err: error }, 'background work failed');
  const reportUnexpected = (error: unknown, requestId: string) =>
    log.error({ err: error, request_id: requestId }, 'request failed');
  const ids = createUlidIds(clock);
  const registry = composeRegistry(config.registry ?? null, log);
  const reported = reportDatabase({ database, log, metrics });

  const mailed = (config.mail ?? null) !== null;
  const slices = createSlices({ database, clock, ids, sealer, onError, mailed, terms });
  const ofServer = createServerSlices({
    ...dependencies,
    tracing,
    slices,
    ids,
    feed: reported.feed,
    courier: later(() => background.courier),
    onError,
  });
  const { usage, credentials, federation, oauth, verification, leaks, signUp, signIn } = ofServer;
  const all: Slice[] = [...Object.values(slices), federation, verification, leaks, signUp, oauth];

  const rehearsed = all.flatMap((slice) => slice.endpoints);
  const { serviceAccounts, serviceKeys } = slices;
  const standIns = { serviceAccounts, serviceKeys };
  const rehearsing = { database, endpoints: rehearsed, standIns, reportUnexpected, issuer };
  const endpoints = [...rehearsed, ...composeDryRuns(rehearsing).endpoints];
  const { idempotency, runFence } = slices.creations;
  const { recordRefusal, recordReplay } = slices.audit;
  const handler = createRequestHandler({
    endpoints,
    oauth,
    signIn,
    registry,
    docsFolder: config.docsFolder ?? null,
    console: config.console && { files: config.console, issuer },
    checks: [verification.gatewayCheck],
    trustedProxies,
    issuer,
    idempotency,
    runFence,
    unitOfWork: database,
    atOnce: database.dialect.atOnce,
    mostWaiting: config.managementQueue ?? DEFAULT_MANAGEMENT_QUEUE,
    recordRefusal,
    recordReplay,
    reportUnexpected,
    log,
    metrics,
    tracing,
  });
  const background = startBackgroundWork({ ...dependencies, tracing, slices, all, onError });

  return {
    handler,
    endpoints,
    openApi: () =>
      openApiDocument(endpoints, VERSION, [...verification.paths, ...oauth.paths, ...signIn.paths]),
    courier: background.courier,
    requireReadable: credentials.requireReadable,
    async close() {
      reported.close();
      registry.close();
      const { refusedUses } = credentials;
      // A mail server that does not answer must not keep counts from being written.
      const written = [usage.close(), refusedUses.close(), oauth.close(), signIn.close()] as const;
      const [lostUses] = await Promise.all([...written, background.close()]);
      return lostUses;
    },
  };
}
