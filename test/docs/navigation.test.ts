import { readFrontMatter, titleOf, withFrontMatter } from '../../docs/site/front-matter';
import { siteLink } from '../../docs/site/links';
import { llmsFiles } from '../../docs/site/llms-files';
import { menusOf } from '../../docs/site/navigation';
import { constructPage } from '../../docs/site/construct-pages';
import { providerPage } from '../../docs/site/provider-pages';

const page = (path: string, text: string) => ({ path, text });
const PAGES = [
  page('index.md', '---\nlayout: home\n---\n'),
  page('start/README.md', '# Get started\n\n[HCL](hcl.md)\n'),
  page('start/typescript.md', '---\ntitle: TypeScript\norder: 2\n---\n# x\n'),
  page('start/hcl.md', '---\ntitle: HCL\norder: 1\ndescription: In five minutes.\n---\n\n# y\n'),
  page('guides/gateways/README.md', '# Check keys at a gateway\n\n[nginx](nginx.md#tls)\n'),
  page('guides/gateways/nginx.md', '# `nginx`\n'),
  page('guides/plans/README.md', '# Plans\n'),
  page('guides/late.md', '---\ntitle: Late\n---\n'),
  page('guides/first.md', '---\ntitle: First\norder: 1\n---\n'),
  page('security.md', '# Security model\n\n[design](../api/DESIGN.md)\n'),
  page('reference/index.md', '# Reference\n'),
  page('reference/provider/index.md', '# Provider\n'),
  page('reference/provider/resources/role.md', '---\ntitle: keyplane_role\n---\n'),
];

describe('the menu', () => {
  const menus = menusOf(PAGES, ['reference', 'reference/provider', 'reference/nothing']);

  it('has the chapters in their order, and their pages by order and title', () => {
    expect(menus['/']).toEqual([
      {
        text: 'Get started',
        link: '/start/',
        items: [
          { text: 'HCL', link: '/start/hcl' },
          { text: 'TypeScript', link: '/start/typescript' },
        ],
      },
      {
        text: 'Guides',
        items: [
          { text: 'First', link: '/guides/first' },
          { text: 'Late', link: '/guides/late' },
          {
            text: 'Check keys at a gateway',
            link: '/guides/gateways/',
            collapsed: true,
            items: [{ text: 'nginx', link: '/guides/gateways/nginx' }],
          },
          { text: 'Plans', link: '/guides/plans/' },
        ],
      },
      { text: 'Security model', link: '/security' },
    ]);
  });

  it('of a part of the reference leads back to the whole reference', () => {
    expect(menus['/reference/provider/']).toEqual([
      { text: 'All of the reference', link: '/reference/' },
      {
        text: 'Provider',
        link: '/reference/provider/',
        items: [
          {
            text: 'Resources',
            collapsed: true,
            items: [{ text: 'keyplane_role', link: '/reference/provider/resources/role' }],
          },
        ],
      },
    ]);
    expect(Object.keys(menus)).toEqual(['/', '/reference/', '/reference/provider/']);
  });
});

describe('a link', () => {
  it.each([
    ['nginx.md', 'guides/gateways/README.md', '/guides/gateways/nginx.md'],
    ['README.md#what', 'guides/gateways/nginx.md', '/guides/gateways/index.md#what'],
    [
      '../../provider/docs/resources/role.md#a',
      'guides/x.md',
      '/reference/provider/resources/role.md#a',
    ],
    [
      '../api/DESIGN.md',
      'security.md',
      'https://github.com/keyplane/keyplane/blob/main/api/DESIGN.md',
    ],
    ['../examples/hcl', 'x.md', 'https://github.com/keyplane/keyplane/tree/main/examples/hcl'],
    ['#here', 'x.md', '#here'],
    ['/start/', 'x.md', '/start/'],
    ['https://example.com/x.md', 'x.md', 'https://example.com/x.md'],
    ['mailto:security@example.com', 'x.md', 'mailto:security@example.com'],
  ])('%s on %s leads to %s', (href, from, to) => expect(siteLink(href, from)).toBe(to));
});

describe('front matter', () => {
  it('gives the title, or the first heading does', () => {
    expect(titleOf('---\ntitle: One\n---\n# Two\n')).toBe('One');
    expect(titleOf('# `keyplane` serve\n')).toBe('keyplane serve');
    expect(titleOf('text')).toBeUndefined();
  });

  it('is read as it was written', () => {
    const matter = { title: 'A: b', description: 'It says "c".', order: 3 };
    expect(readFrontMatter(withFrontMatter(matter, '\n# A\n'))).toEqual({
      matter,
      body: '\n# A\n',
    });
  });
});

test('a page of the provider loses the front matter of the registry', () => {
  const { path, text } = providerPage(
    'resources/role.md',
    '---\npage_title: "x"\ndescription: |-\n  y\n---\n\n# keyplane_role (Resource)\n\nText.\n',
  );
  expect(path).toBe('reference/provider/resources/role.md');
  expect(text).toBe('---\ntitle: keyplane_role\n---\n\n# keyplane_role (Resource)\n\nText.\n');
});

test.each([
  ['# Class: Role', 'Role'],
  ['# Function: parseSecret()', 'parseSecret'],
  ['# Constructs', 'Constructs'],
])('the page "%s" of the constructs is %s in the menu', (heading, title) => {
  expect(titleOf(constructPage(`${heading}\n`))).toBe(title);
});

describe('the files for language models', () => {
  const files = new Map(llmsFiles(PAGES, 'Keys.').map(({ path, text }) => [path, text]));

  it('list the pages with their descriptions, by section', () => {
    const text = files.get('llms.txt') ?? '';
    expect(text).toMatch(/^# Keyplane\n\n> Keys\.\n\n## Get started\n\n/);
    expect(text).toContain('\n- [HCL](/docs/start/hcl.md): In five minutes.\n');
    expect(text).toContain('\n- [Security model](/docs/security.md)\n');
    expect(text).not.toContain('(/docs/index.md)');
  });

  it('have each page that is listed, with links that lead somewhere from there', () => {
    const listed = [...(files.get('llms.txt') ?? '').matchAll(/\]\(\/docs\/(\S+)\)/g)];
    expect(listed).toHaveLength(PAGES.length - 1);
    for (const [, path = ''] of listed) expect([...files.keys()]).toContain(path);
    expect(files.get('guides/gateways/index.md')).toContain(
      '[nginx](/docs/guides/gateways/nginx.md#tls)',
    );
    expect(files.get('security.md')).toContain('](https://github.com/keyplane/keyplane/blob/main/');
    expect(files.get('llms-full.txt')).toContain('# Check keys at a gateway');
  });
});
