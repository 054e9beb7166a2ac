import { KEYPLANE_PERMISSIONS, type KeyplanePermission } from '../domain/permission';

/** The permission of Keyplane that was most likely meant. */
export function suggestPermission(misspelled: string): KeyplanePermission {
  const distances = KEYPLANE_PERMISSIONS.map((permission) => ({
    permission,
    distance: editDistance(misspelled, permission),
  }));
  return distances.reduce((best, next) => (next.distance < best.distance ? next : best)).permission;
}

/** The Levenshtein distance: how many characters to insert, delete or replace. */
function editDistance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, character] of [...from].entries()) {
    let left = row + 1;
    let diagonal = row;
    above = above.map((up, column) => {
      if (column === 0) return left;
      const replaced = diagonal + (to[column - 1] === character ? 0 : 1);
      diagonal = up;
      left = Math.min(up + 1, left + 1, replaced);
      return left;
    });
  }
  return above[to.length] ?? 0;
}
