import { createNetworkThrottle } from '../rate-limit/network-throttle';
import { createSignUpEndpoints } from './sign-up-routes';
import { createSignUpService, type SignUpMode } from './sign-up-service';

/** Teams that a network may create by itself: enough for a class, too few for an attack. */
const SIGN_UPS = { name: 'sign-ups', attempts: 10, windowSeconds: 3600 };

export function composeSignUp(
  dependencies: Omit<Parameters<typeof createSignUpService>[0], 'throttle' | 'mode'> & {
    /** If absent, only the operator creates teams. */
    readonly mode: SignUpMode | undefined;
  },
) {
  const { mode = 'closed', teams } = dependencies;
  const service = createSignUpService({ mode, teams, throttle: createNetworkThrottle(SIGN_UPS) });
  return { endpoints: createSignUpEndpoints(service), purge: [] };
}
