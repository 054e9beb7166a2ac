/**
 * The token of a link from a mail. It is in the fragment, which no server and no log receives, and
 * it is removed from the address at once, so that it does not stay in the history.
 */
export function takeToken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token !== null) history.replaceState(history.state, '', location.pathname + location.search);
  return token;
}
