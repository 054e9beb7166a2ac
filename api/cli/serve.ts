import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createApp } from '../app/app';
import { consoleFolder, readConsoleFiles, type ConsoleFiles } from '../console-host/console-files';
import type { Bootstrap } from '../bootstrap/bootstrap';
import { createBootstrapFile } from '../bootstrap/bootstrap-file';
import { listeningOn, listeningUrl, loadConfig, type Config } from '../app/config';
import { unknownVariables } from '../app/environment-schema';
import { unknownJoins } from '../app/unknown-joins';
import { VERSION } from '../app/version';
import type { Database } from '../database/database';
import { migrate } from '../database/migrate';
import { isMigrated } from '../database/migration-state';
import { systemClock } from '../domain/clock';
import { readFederationSettings } from './federation-settings';
import { createInstalledBootstrap, loadSealer, requireSealerOf } from '../app/installation';
import { createFrontDoor, type FrontDoor } from '../front-door/front-door';
import type { TlsPair } from '../front-door/tls-pair';
import { createLog, type Log } from '../operations/log';
import { createMetrics } from '../operations/metrics';
import { createMetricsEndpoint } from '../http/metrics-endpoint';
import { countOf } from '../lib/count-of';
import { createReadiness } from '../operations/readiness';
import { WORKER_VARIABLE } from '../workers/worker-start';
import { joinAsWorker, type Worker } from '../workers/worker';
import { startTracing } from '../tracing/start-tracing';
import { banner, type FirstStart } from './banner';
import { loadFirstCatalog } from './catalog-command';
import { openConfiguredDatabase } from './configured-database';
import { openConfiguredTerms } from './configured-terms';
import { CommandFailure, EXIT_CODE } from './exit-code';
import { explainFailure } from './explain-failure';
import { listenForMetrics } from './metrics-listening';
import { startShutdownDeadline, type ShutdownStep } from './shutdown-deadline';
import { stopRequest, stopRequested } from './stop-request';
import { isStopped, unlessStopped } from './stopped-start';
import type { Terminal } from './terminal';
import { keepCertificateCurrent, logCertificate, readTlsPair } from './tls-certificate';

const DATABASE_TIMEOUT_MS = 2000;
/** Load balancers probe every second or two, and most of them need two failures before they act. */
const DRAIN_SECONDS = 5;
/** The SDK would repeat its attempts for 10 s. */
const TRACES_WITHIN_MS = 2000;
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/**
 * `keyplane serve`: listens, prepares the database, answers, and after SIGTERM or SIGINT keeps
 * serving for the drain period and then lets requests finish. It listens first, so that probes are
 * answered however long the migrations take.
 * @returns the exit code
 */
export async function serve(terminal: Terminal): Promise<number> {
  const worker = joinAsWorker();
  const stop = worker?.stop ?? stopRequest();
  let log = createLog({ level: 'info', worker: worker?.number });
  process.on('uncaughtException', (error, origin) => {
    log.fatal({ err: error, origin }, 'Keyplane stops because of an unexpected error.');
    process.exit(EXIT_CODE.failure);
  });

  let config: Config | undefined;
  try {
    config = await loadConfig(terminal.environment);
    log = createLog({ level: config.logLevel, worker: worker?.number });
    if (await isStopped(stop, log)) return EXIT_CODE.ok;
    const drainSeconds = config.drainSeconds ?? (terminal.isInteractive ? 0 : DRAIN_SECONDS);
    if (worker === undefined && config.workers > 1) {
      const { serveWithWorkers } = await import('./serve-workers.js');
      return await serveWithWorkers({ config, stop, drainSeconds, log });
    }
    await serveUntil({ stop, drainSeconds, given: config, log, terminal, worker });
    return EXIT_CODE.ok;
  } catch (error) {
    const { exitCode, message, cause } = explainFailure(error, config);
    const unforeseen = exitCode === EXIT_CODE.failure && { err: cause };
    if (terminal.isInteractive) terminal.printError(`keyplane: ${message}`);
    else log.fatal({ exit_code: exitCode, ...unforeseen }, message);
    return exitCode;
  }
}

async function serveUntil(options: {
  readonly stop: AbortSignal;
  readonly drainSeconds: number;
  readonly given: Config;
  readonly log: Log;
  readonly terminal: Terminal;
  readonly worker: Worker | undefined;
}): Promise<void> {
  const { stop, drainSeconds, given, log: plainLog, terminal, worker } = options;
  /** What one process does for the whole server. */
  const isFirst = worker?.isFirst ?? true;
  if (isFirst) warnOfVariables(terminal, worker, plainLog);
  const ofProcess = createMetrics({ ofProcess: true });
  const metrics = worker?.sumsOf(ofProcess) ?? ofProcess;
  let config = given;
  const issuer = () => config.issuer;
  const { tracing: traces, logLevel: level } = given;
  const tracing = await startTracing({ settings: traces, log: plainLog, version: VERSION, issuer });
  const log = tracing.isOn
    ? createLog({ level, worker: worker?.number, traceFields: tracing.fields })
    : plainLog;
  if (traces !== null && isFirst) {
    const { protocol, collector } = traces;
    log.info({ protocol, collector }, 'traces are sent to the collector');
  }
  const readiness = createReadiness({ log, databaseTimeoutMs: DATABASE_TIMEOUT_MS });
  const scraped = createMetricsEndpoint(metrics, given.metrics.token?.reveal() ?? null, issuer);
  const isOnPublicPort = given.metrics.listen === null && given.metrics.token !== null;
  const tls = given.tls === null ? undefined : await readTlsPair(given.tls);
  const door = createFrontDoor({
    readiness,
    metrics: isOnPublicPort ? scraped : null,
    tls,
    issuer,
    idleSeconds: given.idleSeconds,
  });
  const terms = await openConfiguredTerms(given.termsFile, log);
  const federation = await readFederationSettings(given.federation);
  // A worker that is started later must not get requests before it can answer them.
  if (isFirst) config = await listen(door, given, worker);
  const certificate = keepCertificate(tls, config, door, log);
  const metricsServer =
    worker === undefined ? await listenForMetrics(given, scraped, log) : undefined;
  if (isFirst) warnOfIssuer(config, log);

  const deadline = startShutdownDeadline({
    stop,
    drainSeconds,
    seconds: config.shutdownSeconds,
    expired: (during) => process.exit(endAtDeadline(during, log)),
  });
  const database = await openConfiguredDatabase(config, log, undefined, tracing);
  const sealer = await unlessStopped(loadSealer(config, database), stop, log);
  if (sealer === undefined) return;
  const acceptNewer = config.acceptNewerDatabase;
  const applied = await unlessStopped(migrate(database, { acceptNewer }), stop, log);
  if (applied === undefined) return;
  if (applied.length > 0) log.info({ migrations: applied }, 'migrated');
  await requireSealerOf(config, database, sealer);
  const first = await firstStart(config, createInstalledBootstrap({ database, sealer, log }));
  const installation = { database, sealer, log };
  await loadFirstCatalog(installation);
  if (isFirst) {
    for (const { message } of await unknownJoins(config, installation)) log.warn({}, message);
  }
  const app = await createApp({
    config: { ...config, federation, terms, console: readConsole(log) },
    database,
    clock: systemClock,
    sealer,
    log,
    metrics,
    doesRecurringWork: worker === undefined || worker.number === 1,
    tracing,
  });

  deadline.begin('answering');
  door.open(app.handler);
  if (!isFirst) await listen(door, given, worker);
  readiness.started([
    async () => ((await isMigrated(database)) ? null : 'not_migrated'),
    async () => {
      await app.requireReadable();
      return null;
    },
    () => writableOrNot(database, log),
  ]);
  const url = listeningUrl(config);
  log.info({ url, issuer: config.issuer, database: config.databaseUrl.shown }, 'listening');
  if (terminal.isInteractive && isFirst) terminal.print(banner({ url, first }));
  worker?.ready();

  const wasStopped = stop.aborted;
  await stopRequested(stop);
  readiness.shuttingDown();
  // No load balancer sends requests to a server that was never ready.
  if (drainSeconds > 0 && !wasStopped) {
    log.info({ signal: String(stop.reason), seconds: drainSeconds }, 'draining');
    await door.drain(drainSeconds * 1000);
  }
  log.info({ signal: String(stop.reason) }, 'shutting down');
  const leave = worker && ((withinMillis: number) => worker.leave(withinMillis));
  const finished = await door.close(deadline.requestMillis, leave);
  if (!finished) log.warn({}, 'requests that had not finished were cut off');
  deadline.begin('writing what is pending');
  const lostUses = await app.close();
  deadline.begin('closing the database');
  await database.close();
  await metricsServer?.close();
  await certificate?.close();
  await terms.close();
  deadline.begin('sending traces');
  await tracing.close(TRACES_WITHIN_MS);
  if (lostUses > 0) throw unwritten(lostUses);
  log.info({}, 'stopped');
}

/** The server works without the console, so that the API can be started before anything is built. */
function readConsole(log: Log): ConsoleFiles | null {
  const files = readConsoleFiles(consoleFolder(__dirname));
  if (files === null)
    log.info({}, 'there is no web console: run `npm run build`, then start again');
  return files;
}

async function writableOrNot(database: Database, log: Log): Promise<'not_writable' | null> {
  try {
    await database.requireWritable();
    return null;
  } catch (error) {
    log.warn({ err: error }, 'not ready: the database cannot be written');
    return 'not_writable';
  }
}

function unwritten(uses: number): CommandFailure {
  return new CommandFailure(
    EXIT_CODE.unavailable,
    `Stopped, but the database could not be written: ${countOf(uses, 'use')} of keys could not be counted, ` +
      'and the last uses of their keys are not recorded. The log lines before this one say why.',
  );
}

/** @returns the exit code, which is 0 if the database only failed to close: then nothing is lost. */
function endAtDeadline(during: ShutdownStep, log: Log): number {
  if (during === 'closing the database' || during === 'sending traces') {
    log.warn({ during }, 'stopped at the deadline; everything had been written');
    return EXIT_CODE.ok;
  }
  const isUnwritten = during === 'writing what is pending';
  const exitCode = isUnwritten ? EXIT_CODE.unavailable : EXIT_CODE.failure;
  log.error(
    { during, exit_code: exitCode },
    'stopped at the deadline; the latest uses of keys may be lost',
  );
  return exitCode;
}

async function listen(
  door: FrontDoor,
  config: Config,
  worker: Worker | undefined,
): Promise<Config> {
  if (worker !== undefined) {
    worker.accept(door.adopt());
    return config;
  }
  door.server.listen({ host: config.host, port: config.port });
  await once(door.server, 'listening');
  return listeningOn(config, (door.server.address() as AddressInfo).port);
}

function keepCertificate(tls: TlsPair | undefined, config: Config, door: FrontDoor, log: Log) {
  if (tls === undefined || config.tls === null) return undefined;
  logCertificate(log, tls, 'certificate in use');
  const use = (pair: TlsPair) => door.useCertificate(pair);
  return keepCertificateCurrent({ files: config.tls, use, log });
}

async function firstStart(config: Config, bootstrap: Bootstrap): Promise<FirstStart | undefined> {
  const file = path.resolve(config.dataDirectory, 'bootstrap.json');
  const credentials = await bootstrap.start(config.owner, createBootstrapFile(file));
  return credentials && { credentials, file };
}

function warnOfVariables({ environment }: Terminal, worker: Worker | undefined, log: Log): void {
  // A worker has a variable that nobody else sets.
  const variables = unknownVariables(environment).filter(
    (name) => worker === undefined || name !== WORKER_VARIABLE,
  );
  if (variables.length === 0) return;
  log.warn(
    { variables },
    'unknown variables are ignored; `keyplane serve --help` lists the known ones',
  );
}

function warnOfIssuer({ host, issuer, issuerGiven }: Config, log: Log): void {
  if (issuerGiven || LOOPBACK.has(host)) return;
  log.warn({ issuer }, 'tokens have this issuer; set KEYPLANE_ISSUER to the URL that clients use');
}
