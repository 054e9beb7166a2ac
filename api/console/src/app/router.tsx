import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  Outlet,
} from '@tanstack/react-router';
import { BASE_URL } from '../api/client';
import { unreachable } from '../api/problem';
import { useSession } from '../session/session-context';
import { forAudience } from './for-audience';
import { NotFound } from './not-found';
import { PageProblem } from './page-problem';
import { PAGES, type ConsolePage } from './pages';
import { Shell } from './shell';

/** The paths of the console, below the path of `<base>`. */
export function createConsoleRouter() {
  const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });
  const alone = [
    createRoute({
      getParentRoute: () => root,
      path: '/sign-in',
      component: lazyRouteComponent(() => import('../sign-in/sign-in-page'), 'SignInPage'),
    }),
    createRoute({
      getParentRoute: () => root,
      path: '/join',
      component: lazyRouteComponent(() => import('../sign-in/join-page'), 'JoinPage'),
    }),
  ];
  const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in', component: Shell });
  const home = createRoute({
    getParentRoute: () => signedIn,
    path: '/',
    component: FirstPage,
  });
  const pages = PAGES.map(({ path, audience, load }) =>
    createRoute({
      getParentRoute: () => signedIn,
      path,
      component: lazyRouteComponent(async () => ({
        default: forAudience(audience, await loadPage(load)),
      })),
    }),
  );
  return createRouter({
    routeTree: root.addChildren([...alone, signedIn.addChildren([home, ...pages])]),
    basepath: new URL(document.baseURI).pathname,
    scrollRestoration: true,
    defaultPreload: 'intent',
    defaultErrorComponent: PageProblem,
  });
}

function FirstPage() {
  const { kind } = useSession();
  const first = PAGES.find(({ audience = 'team' }) => audience === kind);
  return <Navigate to={first?.path ?? '/account'} replace />;
}

/**
 * After an upgrade of the server, the file of a page may be gone. Then the router loads the console anew. If
 * the server does not answer at all, that would only show the browser's own page about it.
 */
async function loadPage(load: ConsolePage['load']) {
  try {
    return await load();
  } catch (error) {
    await fetch(`${BASE_URL}/healthz`).catch(() => {
      throw unreachable();
    });
    throw error;
  }
}
