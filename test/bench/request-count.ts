/** The bearer token that a server of the benchmark requires at `/metrics`. */
export const METRICS_TOKEN = 'a-token-of-the-bench';

/** How many requests the server at this endpoint has answered for the operations of its API. */
export async function answeredRequests(endpoint: string): Promise<number> {
  const text = await (
    await fetch(`${endpoint}/metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } })
  ).text();
  const counts = text.matchAll(/^keyplane_http_requests_total\{[^}]*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}
