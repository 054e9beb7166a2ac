import { describeInBrowser } from '../support/browser';
import { makeEveryKind } from './support/every-kind';
import { startTestConsole, type TestConsole } from './support/test-console';

let web: TestConsole;

const LONG = 'W'.repeat(64);

beforeAll(async () => {
  web = await startTestConsole();
  const { serviceKey } = await makeEveryKind(web.api);
  const owner = web.api.as(web.api.team.owner);
  await owner.patch(`/v1/service-keys/${serviceKey}`).send({ name: LONG }).expect(200);
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

const PATHS = [
  '/key-management',
  '/members',
  '/groups',
  '/wallets',
  '/api-keys',
  '/service-api-keys',
  '/application-keys',
  '/credentials',
  '/roles',
  '/audit-log',
];

/** A tablet, half of a screen, and a small laptop. */
const WIDTHS = [780, 1024, 1280];

/** Tables whose content is wider than they are. */
const OVERFLOWING = `[...document.querySelectorAll('[role=table]')]
  .filter((table) => table.scrollWidth > table.clientWidth)
  .map((table) => table.getAttribute('aria-label'))`;

const SIDEWAYS = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';

describeInBrowser('a list', () => {
  it('fits into windows between a phone and a desktop', async () => {
    const page = await web.open('/home');
    const found: string[] = [];
    for (const path of PATHS) {
      await page.goto(path);
      await page.getByRole('row').nth(1).waitFor();
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 });
        await page.evaluate(
          'new Promise(requestAnimationFrame).then(() => new Promise(requestAnimationFrame))',
        );
        const tables = await page.evaluate<string[]>(OVERFLOWING);
        if (tables.length > 0) found.push(`${path}, ${width}: ${tables.join(', ')}`);
        if (await page.evaluate(SIDEWAYS))
          found.push(`${path}, ${width}: the page scrolls sideways`);
      }
    }
    expect(found).toEqual([]);
    await page.context().close();
  });

  it('shows its columns next to each other on a small laptop', async () => {
    const page = await web.open('/members');
    await page.setViewportSize({ width: 1280, height: 800 });
    for (const path of PATHS) {
      await page.goto(path);
      await page.getByRole('columnheader').nth(1).waitFor();
      const { width } = (await page.getByRole('columnheader').nth(1).boundingBox()) ?? { width: 0 };
      expect(`${path}: ${width > 50}`).toBe(`${path}: true`);
    }
    await page.context().close();
  });

  it('shows the whole of a name that is cut off, while the pointer is on it', async () => {
    const page = await web.open('/key-management');
    await page.setViewportSize({ width: 1280, height: 800 });
    const name = page.getByRole('button', { name: LONG, exact: true });
    await name.hover();
    await page.getByTitle(LONG).waitFor();
    const short = page.getByText('Embedding, Language detection');
    await short.hover();
    expect(await short.getAttribute('title')).toBeNull();
    await page.context().close();
  });
});
