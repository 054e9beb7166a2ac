import type { Page } from 'playwright-core';

/** What the browser loads, as it comes over the network: compressed, with headers. */
export interface Traffic {
  /** Bytes of pages, scripts and styles. */
  codeBytes(): number;
  /** Calls of the API since the last question. */
  takeCalls(): readonly string[];
}

const CODE = ['Document', 'Script', 'Stylesheet'];

/** Watches what the page loads from now on. */
export async function watchTraffic(page: Page): Promise<Traffic> {
  const session = await page.context().newCDPSession(page);
  const code = new Set<string>();
  const calls: string[] = [];
  let bytes = 0;
  session.on('Network.requestWillBeSent', ({ request }) => {
    const { pathname, search } = new URL(request.url);
    if (pathname.startsWith('/v1/')) calls.push(pathname + search);
  });
  session.on('Network.responseReceived', ({ requestId, type }) => {
    if (CODE.includes(type)) code.add(requestId);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (code.has(requestId)) bytes += encodedDataLength;
  });
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  return { codeBytes: () => bytes, takeCalls: () => calls.splice(0) };
}
