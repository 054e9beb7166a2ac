import { createContext, use } from 'react';
import type { Schemas } from '../api/client';
import type { Membership, SessionView } from './session-api';

export type Whoami = Schemas['Whoami'];

/** The session on the team that this tab shows. */
export interface TeamSession {
  readonly view: SessionView;
  readonly membership: Membership;
  readonly whoami: Whoami;
  switchTeam(teamId: string): void;
}

const Context = createContext<TeamSession | null>(null);

export const SessionProvider = Context.Provider;

/** @throws Error outside the pages of a signed-in person */
export function useTeamSession(): TeamSession {
  const session = use(Context);
  if (session === null) throw new Error('This page needs a session.');
  return session;
}

/** Whether the person may do something in this team: what they may not do is not offered. */
export function useMay(): (permission: string) => boolean {
  const { whoami } = useTeamSession();
  return (permission) => (whoami.permissions as readonly string[]).includes(permission);
}

/** Begins every query key, so that one team never shows what another one has loaded. */
export function useTeamKey(...rest: readonly unknown[]): readonly unknown[] {
  return [useTeamSession().membership.team.id, ...rest];
}
