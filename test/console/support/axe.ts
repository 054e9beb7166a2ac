import { readFileSync } from 'node:fs';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';
import { SIZES } from './test-console';

/** The short form is less than half as long as the module. Each new page compiles it again. */
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** In this order, the size changes only once: after that, the page renders anew. */
const LOOKS = [
  ['light', 'desktop'],
  ['dark', 'desktop'],
  ['dark', 'phone'],
  ['light', 'phone'],
] as const;

/**
 * Looks for accessibility barriers in the current page, in light and dark, on a desktop and on a
 * phone.
 * @returns one line for each kind of barrier: where, which rule, which elements
 */
export async function barriersOn(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [scheme, size] of LOOKS) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.setViewportSize(SIZES[size]);
    await settled(page);
    const barriers = await violationsOn(page, scheme);
    found.push(...barriers.map((barrier) => `${scheme}, ${size}: ${barrier}`));
    if (await scrollsSideways(page)) found.push(`${scheme}, ${size}: the page scrolls sideways`);
  }
  await page.setViewportSize(SIZES.desktop);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  return found;
}

/** Only the contrast differs between light and dark. */
async function violationsOn(page: Page, scheme: 'light' | 'dark'): Promise<string[]> {
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(AXE);
  return await page.evaluate(async (rules) => {
    const { axe: inPage } = globalThis as unknown as { axe: typeof axe };
    const { violations } = await inPage.run({ resultTypes: ['violations'], ...rules });
    return violations.map(({ id, nodes }) => {
      const elements = nodes.map(({ html, failureSummary }) => `${html} ${failureSummary ?? ''}`);
      return `${id}: ${elements.join(' | ')}`;
    });
  }, RULES[scheme]);
}

const RULES = { light: {}, dark: { runOnly: ['color-contrast'] } };

const scrollsSideways = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');

/**
 * Two frames: the first one applies the new size, and what React answers to it is in the second. Then colors
 * may still be on their way to the other scheme.
 */
const settled = (page: Page) =>
  page.evaluate(`(async () => {
    for (let frames = 0; frames < 2; frames += 1) await new Promise(requestAnimationFrame);
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
  })()`);
