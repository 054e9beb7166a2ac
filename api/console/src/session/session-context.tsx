import { createContext, use } from 'react';
import type { Schemas } from '../api/client';
import type { Membership, SessionView } from './session-api';

export type Whoami = Schemas['Whoami'];

/** The session on the team that this tab shows. */
export interface TeamSession {
  readonly kind: 'team';
  readonly view: SessionView;
  readonly membership: Membership;
  readonly whoami: Whoami;
  switchTeam(teamId: string): void;
}

/** The session of the operator, who belongs to no team. */
export interface OperatorSession {
  readonly kind: 'operator';
  readonly view: SessionView;
  readonly whoami: Whoami;
}

export type SignedInSession = TeamSession | OperatorSession;

const Context = createContext<SignedInSession | null>(null);

export const SessionProvider = Context.Provider;

/** @throws Error outside the pages of somebody who is signed in */
export function useSession(): SignedInSession {
  const session = use(Context);
  if (session === null) throw new Error('This page needs a session.');
  return session;
}

/** @throws Error outside the pages of a member */
export function useTeamSession(): TeamSession {
  const session = useSession();
  if (session.kind !== 'team') throw new Error('This page belongs to a team.');
  return session;
}

/** Whether the person may do something in this team: what they may not do is not offered. */
export function useMay(): (permission: string) => boolean {
  const { whoami } = useSession();
  return (permission) => (whoami.permissions as readonly string[]).includes(permission);
}

/** Begins every query key, so that one team or the operator never sees what another one has loaded. */
export function useTeamKey(...rest: readonly unknown[]): readonly unknown[] {
  const session = useSession();
  return [session.kind === 'team' ? session.membership.team.id : OPERATOR_KEY, ...rest];
}

/** No team has this ID. */
export const OPERATOR_KEY = 'operator';
