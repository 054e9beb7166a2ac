import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  Outlet,
} from '@tanstack/react-router';
import { useSession } from '../session/session-context';
import { forAudience } from './for-audience';
import { NotFound } from './not-found';
import { PAGES } from './pages';
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
      component: lazyRouteComponent(async () => ({ default: forAudience(audience, await load()) })),
    }),
  );
  return createRouter({
    routeTree: root.addChildren([...alone, signedIn.addChildren([home, ...pages])]),
    basepath: new URL(document.baseURI).pathname,
    scrollRestoration: true,
    defaultPreload: 'intent',
  });
}

function FirstPage() {
  const { kind } = useSession();
  const first = PAGES.find(({ audience = 'team' }) => audience === kind);
  return <Navigate to={first?.path ?? '/account'} replace />;
}
