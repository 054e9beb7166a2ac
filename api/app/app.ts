import { composeCredentials } from '../credentials/compose';
import { composeDryRuns } from '../dry-runs/compose';
import { composeFederation } from '../federation/compose';
import { openApiDocument } from '../http/openapi-document';
import type { Slice } from '../http/slice';
import { startKeyGauges } from '../keys/key-gauges';
import { composeLeaks } from '../leaks/compose';
import { composeOAuth } from '../oauth/compose';
import { startMaintenance } from '../operations/maintenance';
import { composeRegistry } from '../registry/compose';
import { composeSignIn } from '../sessions/compose';
import { DEFAULT_SESSION_LIMITS } from '../sessions/session';
import { composeSignUp } from '../sign-up/compose';
import { composeUsageCounting } from '../usage/compose';
import { composeVerification } from '../verification/compose';
import type { App, AppDependencies } from './app-types';
import { startCourier } from './courier';
import { later } from './later';
import { reportDatabase } from './reported-database';
import { createRequestHandler } from './request-handler';
import { createSlices } from './slices';
import { createUlidIds } from './ulid-ids';
import { VERSION } from './version';

/**
 * The composition root. It composes the slices that need only a database, and then those that only
 * a server has.
 */
export async function createApp(dependencies: AppDependencies): Promise<App> {
  const { config, database, clock, sealer, log, metrics, isNew = false } = dependencies;
  const { issuer, mail = null, trustedProxies } = config;
  const registry = composeRegistry(config.registry ?? null, log);
  const onError = (error: unknown) => log.error({ err: error }, 'background work failed');
  const reportUnexpected = (error: unknown, requestId: string) =>
    log.error({ err: error, request_id: requestId }, 'request failed');
  const ids = createUlidIds(clock);
  const mailed = mail !== null;
  const { terms } = config;
  const slices = createSlices({ database, clock, ids, sealer, onError, mailed, terms });
  const { keys, roles, serviceAccounts, serviceKeys, wallets } = slices;
  const { creations, idempotency, runFence } = slices.creations;
  const { trail: audit, recordRefusal, recordReplay } = slices.audit;

  const reported = reportDatabase({ database, log, metrics });
  const parts = { database, clock, ids, audit, sealer, issuer, feed: reported.feed, onError };
  const { ledger } = slices.usage;
  const usage = composeUsageCounting({ database, keys, ledger, creations, log, metrics });
  const credentials = composeCredentials(parts);
  const federation = composeFederation({
    ...parts,
    creations,
    accounts: serviceAccounts.directory,
    roles: roles.directory,
    settings: config.federation,
    used: later(() => oauth.spent),
    log,
  });
  const judging = { ...parts, credentials, keys };
  const oauth = composeOAuth({ ...judging, federation, usage, recordRefusal });
  const verification = composeVerification({
    database,
    issuer,
    oauth,
    serviceKeys: serviceKeys.directory,
    catalog: slices.catalog.directory,
    wallets: wallets.currencies,
    charges: wallets.charges,
    onVerdict: (code) => metrics.verificationAnswered(code),
    recordRefusal,
  });
  const leaks = composeLeaks(judging);
  const signUp = composeSignUp({ mode: config.signUp, teams: slices.teams.teams });

  const signIn = composeSignIn({
    ...parts,
    sessions: slices.sessions,
    limits: config.sessions ?? DEFAULT_SESSION_LIMITS,
    credentials,
    keys: oauth.authenticator,
    people: slices.people.people,
    members: slices.members,
    teams: slices.teams.directory,
    oidc: config.oidc ?? null,
    signInPost: slices.mail.signInPost,
    sendMail: () => courier.sendMail(),
  });

  const all: Slice[] = [...Object.values(slices), federation, verification, leaks, signUp, oauth];
  const rehearsed = all.flatMap((slice) => slice.endpoints);
  const standIns = { serviceAccounts, serviceKeys };
  const dryRuns = composeDryRuns({
    database,
    endpoints: rehearsed,
    standIns,
    reportUnexpected,
    issuer,
  });
  const endpoints = [...rehearsed, ...dryRuns.endpoints];
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
    recordRefusal,
    recordReplay,
    reportUnexpected,
    log,
    metrics,
  });
  const atOnce = !isNew;
  const tasks = all.flatMap(({ purge }) => purge);
  const keyGauges = startKeyGauges({ count: keys.counted, metrics, clock, onError });
  const maintenance = startMaintenance({ tasks, atOnce, onError });
  const courier = startCourier({ slices, mail, issuer, sealer, clock, metrics, atOnce, onError });

  return {
    handler,
    endpoints,
    openApi: () =>
      openApiDocument(endpoints, VERSION, [...verification.paths, ...oauth.paths, ...signIn.paths]),
    courier,
    requireReadable: credentials.requireReadable,
    async close() {
      reported.close();
      registry.close();
      // A mail server that does not answer must not keep counts from being written.
      const written = [
        usage.close(),
        credentials.refusedUses.close(),
        oauth.close(),
        signIn.close(),
      ] as const;
      const [lostUses] = await Promise.all([
        ...written,
        courier.close(),
        maintenance.close(),
        keyGauges.close(),
      ]);
      return lostUses;
    },
  };
}
