import { useEffect, useState } from 'react';
import { requestForTeam } from '../api/client';
import type { Membership } from './session-api';

const KEY = 'keyplane.team';

/**
 * The membership whose team this tab shows. A new tab begins with the team that was chosen last.
 * @param memberships at least one
 */
export function useChosenMembership(memberships: readonly Membership[]) {
  const [teamId, setTeamId] = useState(
    () => sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY),
  );
  const chosen = memberships.find(({ team }) => team.id === teamId) ?? memberships[0];
  const shownId = chosen?.team.id;
  requestForTeam(shownId ?? null);
  // A reload of this tab shows the same team, even if another tab has chosen one since.
  useEffect(() => {
    if (shownId !== undefined) sessionStorage.setItem(KEY, shownId);
  }, [shownId]);
  return {
    chosen,
    choose(id: string) {
      sessionStorage.setItem(KEY, id);
      localStorage.setItem(KEY, id);
      setTeamId(id);
    },
  };
}
