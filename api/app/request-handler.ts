import type { IncomingMessage, RequestListener } from 'node:http';
import express from 'express';
import type { AuditSlice } from '../audit/compose';
import type { Authenticator } from '../credentials/authenticator';
import { createDocsSiteRouter } from '../docs-site/docs-site-routes';
import { createConsoleRouter, type ConsoleDependencies } from '../console-host/console-routes';
import { Failure } from '../domain/failure';
import type { SessionAuthentication } from '../http/authentication';
import { createAdmission, type AtOnce } from '../http/admission';
import { createClientAddress } from '../http/client-address';
import { createDocsRouter } from '../http/docs';
import { createErrorHandler, type ReportUnexpected } from '../http/error-handler';
import { createExpressAuthentication } from '../http/express-authentication';
import { hotRouteOf } from '../http/hot/hot-endpoint';
import { createHotRouter, type HotCheck, type HotRoute } from '../http/hot/hot-router';
import { assignRequestId } from '../http/request-context';
import { onlyRead } from '../http/only-read';
import { createRouter, type RouterDependencies } from '../http/router';
import { fewEachTurn } from '../lib/few-each-turn';
import type { Log } from '../operations/log';
import type { Metrics } from '../operations/metrics';
import { createRequestLog } from '../operations/request-log';
import { createSafeHeaders } from '../operations/safe-headers';
import type { Tracing } from '../tracing/tracing';

export interface RequestHandlerDependencies extends Omit<
  RouterDependencies,
  'authenticate' | 'recordRefusal' | 'admission'
> {
  readonly recordRefusal: AuditSlice['recordRefusal'];
  readonly oauth: {
    readonly authenticator: Authenticator;
    /**
     * The paths that are answered before Express. The OAuth endpoints are not endpoint definitions.
     */
    readonly hotRoutes: readonly HotRoute[];
    readonly router: express.Router;
  };
  readonly signIn: {
    readonly authentication: SessionAuthentication;
    readonly router: express.Router;
  };
  readonly registry: { readonly router: express.Router };
  /** The folder of the documentation site; `null` for the site that was built with the server. */
  readonly docsFolder: string | null;
  /** The web console, if this server has one. */
  readonly console: ConsoleDependencies | null | undefined;
  readonly checks: readonly HotCheck[];
  readonly trustedProxies: readonly string[];
  /** The URL of the server, where the documentation explains problems. */
  readonly issuer: string;
  readonly reportUnexpected: ReportUnexpected;
  /** How many requests of each kind use the database at once. */
  readonly atOnce: AtOnce;
  /** How many more of each kind may wait. */
  readonly mostWaiting: number;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
}

/**
 * A turn of the event loop begins at most this many requests of Express, which cost much more than
 * hot ones. However many arrive together, a verification is soon answered. Client addresses take turns.
 */
const OTHERS_EACH_TURN = 16;

/** Answers hot paths itself, and leaves every other request to Express. */
export function createRequestHandler(dependencies: RequestHandlerDependencies): RequestListener {
  const { endpoints, oauth, signIn, registry, docsFolder } = dependencies;
  const { checks, trustedProxies, issuer } = dependencies;
  const { authenticator } = oauth;
  const { recordRefusal, reportUnexpected, log, metrics, tracing } = dependencies;
  const requestLog = createRequestLog({ log, metrics, tracing });
  const { atOnce, mostWaiting } = dependencies;
  const refused = metrics.counter({
    name: 'keyplane_management_refused_total',
    help: 'Requests to the management API that were refused because too many waited.',
  });
  const admission = createAdmission({ atOnce, mostWaiting, onRefused: () => refused.add() });
  metrics.gauge({
    name: 'keyplane_management_waiting',
    help: 'Requests to the management API that wait for their turn to use the database.',
    read: admission.waiting,
  });
  const addressOf = createClientAddress(trustedProxies);

  const application = express();
  application.disable('x-powered-by');
  application.disable('etag');
  // An ETag is the version of the settings, and bodies show more than the settings. So no answer is a 304.
  Object.defineProperty(application.request, 'fresh', { value: false });
  application.use(assignRequestId, (request, response, next) => {
    response.locals.ip = addressOf(request);
    requestLog.watch(request, response, response.locals);
    next();
  });
  application.use(createSafeHeaders());
  application.use(createDocsRouter());
  application.use(createDocsSiteRouter(docsFolder));
  application.use(oauth.router);
  application.use(registry.router);
  application.use(signIn.router);
  application.use(
    createRouter({
      ...dependencies,
      admission,
      authenticate: createExpressAuthentication(authenticator, signIn.authentication),
    }),
  );
  // The front door answers GET and HEAD at these paths. Other methods arrive here and are refused.
  application.use(['/healthz', '/readyz'], onlyRead);
  if (dependencies.console) application.use(createConsoleRouter(dependencies.console));
  application.use((_request, _response, next) =>
    next(new Failure('not_found', 'There is nothing at this path. See /docs.')),
  );
  application.use(createErrorHandler(reportUnexpected, issuer));

  const hotRoutes = endpoints
    .filter(({ hot }) => hot)
    .map((endpoint) => hotRouteOf(endpoint, { authenticator, recordRefusal }));
  const begin = fewEachTurn(OTHERS_EACH_TURN);
  const others = inSpans(application, tracing);
  const handler = createHotRouter({
    routes: [...oauth.hotRoutes, ...hotRoutes],
    checks,
    addressOf,
    requestLog,
    reportUnexpected,
    inSpanOf: tracing.isOn ? inSpanOf(tracing) : undefined,
    issuer,
    otherwise: (request, response) =>
      begin(
        () => {
          // The client has disconnected, so nothing would end the reading of its request.
          if (!request.socket.destroyed) others(request, response);
        },
        // The team is not known yet. To find it out is part of the work that waits.
        () => addressOf(request),
      ),
  });
  if (!tracing.isOn) return handler;
  return (message, response) => {
    tracing.received(message);
    handler(message, response);
  };
}

/** The hot router runs its own requests in their spans, one by one. */
function inSpans(application: RequestListener, tracing: Tracing): RequestListener {
  if (!tracing.isOn) return application;
  const run = inSpanOf(tracing);
  return (message, response) => run(message, () => application(message, response));
}

function inSpanOf(tracing: Tracing) {
  return (message: IncomingMessage, work: () => void): void => {
    const span = tracing.of(message);
    if (span === undefined) work();
    else span.run(work);
  };
}
