/** How many requests the server at this endpoint has answered for the operations of its API. */
export async function answeredRequests(endpoint: string): Promise<number> {
  const text = await (await fetch(`${endpoint}/metrics`)).text();
  const counts = text.matchAll(/^keyplane_http_requests_total\{[^}]*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}
