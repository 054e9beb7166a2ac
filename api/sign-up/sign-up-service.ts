import { Failure } from '../domain/failure';
import { NO_GRANT } from '../domain/permission';
import type { Caller, OperatorPrincipal } from '../domain/principal';
import type { Person } from '../members/team-owners';
import { RateLimited } from '../rate-limit/rate-limited';
import type { NetworkThrottle } from '../rate-limit/throttle';
import type { FoundedTeam, TeamService } from '../teams/team-service';

/** Whether anybody may create a team, or only the operator. */
export const SIGN_UP_MODES = ['open', 'closed'] as const;

export type SignUpMode = (typeof SIGN_UP_MODES)[number];

export interface SignUpService {
  /**
   * The team, its owner, its free service key and the owner's application key, all or nothing.
   * @throws Failure `sign_up_closed`, `rate_limited`
   */
  signUp(
    request: { name: string; owner: Person },
    origin: Pick<Caller, 'requestId' | 'ip'>,
  ): Promise<FoundedTeam>;
}

export function createSignUpService(dependencies: {
  mode: SignUpMode;
  teams: Pick<TeamService, 'create'>;
  throttle: NetworkThrottle;
}): SignUpService {
  const { mode, teams, throttle } = dependencies;
  return {
    async signUp(request, origin) {
      if (mode === 'closed') {
        throw new Failure(
          'sign_up_closed',
          'Sign-up is closed on this server. Ask the operator of Keyplane for a team.',
        );
      }
      const state = await throttle.count(origin.ip);
      if (!state.allowed)
        throw new RateLimited(state, 'Too many teams were created from this network.');
      return teams.create({ ...origin, principal: SOMEBODY_NEW, stack: null, run: null }, request);
    },
  };
}

/** The name in the trail for a person who has no identity before they sign up. */
const SOMEBODY_NEW: OperatorPrincipal = {
  kind: 'operator',
  id: 'sign_up',
  name: 'Sign-up',
  teamId: null,
  grant: NO_GRANT,
  credential: { kind: 'none', id: 'none' },
};
