import { spawnSync } from 'node:child_process';
import { parseAllDocuments } from 'yaml';
import { CONFIG_VARIABLES } from '../../api/app/environment-schema';
import { commandLinesOf, faultOf } from './support/command-lines';
import { apiPaths, sourceText } from './support/documented-names';
import { codeBlocksOf, documentedPages } from './support/pages';

const pages = documentedPages();
const blocks = pages.flatMap(codeBlocksOf);
const inLanguage = (...languages: readonly string[]) =>
  blocks.filter(({ language }) => languages.includes(language));

/** How each language is checked. A block in another language, or in none, is an error. */
const CHECKED: Readonly<Record<string, string>> = {
  hcl: 'hcl-blocks.test.ts',
  ts: '../package-docs.test.ts',
  sh: 'here; start-pages.test.ts, operating-pages.test.ts and api-calls.test.ts run some',
  json: 'here',
  yaml: 'here',
  nginx: '../api/gateways, ../deploy/proxies.test.ts',
  caddyfile: '../api/gateways, ../deploy/proxies.test.ts',
  ini: 'here',
  text: 'nothing: it is output, or a drawing',
};

/** Languages without a toolchain here. Their blocks and the page say so. */
const NOT_RUN = new Set(['java', 'go']);

describe('the code blocks of the documentation', () => {
  it('have a language that is checked', () => {
    const unknown = blocks.filter(
      ({ language }) => !(language in CHECKED) && !NOT_RUN.has(language),
    );
    expect(unknown.map(({ title, language }) => `${title}: "${language}"`)).toEqual([]);
  });

  it('say that they were not run, as the text does, if nothing here can run them', () => {
    const silent = inLanguage(...NOT_RUN).filter(({ page, label }) => {
      const text = pages.find(({ file }) => file === page)?.text ?? '';
      return label !== 'not-run' || !/\bnot (?:run|compile|test)/.test(text);
    });
    expect(silent.map(({ title }) => title)).toEqual([]);
  });

  it('in text fit into the column of a page', () => {
    const wide = inLanguage('text').filter(({ code }) =>
      code.split('\n').some((line) => line.length > 70),
    );
    expect(wide.map(({ title }) => title)).toEqual([]);
  });

  it('in nginx and caddyfile are in the guides that the tests of gateways and proxies run', () => {
    const run = /^docs\/(?:guides\/gateways\/(?:nginx|caddy)|operating\/behind-a-proxy)\.md$/;
    const elsewhere = inLanguage('nginx', 'caddyfile').filter(({ page }) => !run.test(page));
    expect(elsewhere.map(({ title }) => title)).toEqual([]);
  });

  it('in sh have the right syntax', () => {
    const faults = inLanguage('sh').flatMap(({ title, code }) => {
      const { status, stderr } = spawnSync('bash', ['-n'], { input: code, encoding: 'utf8' });
      return status === 0 ? [] : [`${title}: ${stderr}`];
    });
    expect(faults).toEqual([]);
  });

  it('in sh use commands and options that keyplane has', async () => {
    const lines = inLanguage('sh').flatMap(commandLinesOf);
    expect(lines.length).toBeGreaterThan(2);
    const faults = await Promise.all(lines.map(faultOf));
    expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
  });

  it('would not pass with an unknown command or option', async () => {
    const code = 'npx keyplane bake\nKEYPLANE_PORT=1 keyplane restore --announce --later\n';
    const lines = commandLinesOf({ title: 'a', page: '', language: 'sh', label: '', code });
    expect(await Promise.all(lines.map(faultOf))).toEqual([
      'a: There is no command "keyplane bake".',
      'a: "keyplane restore" has no option --later.',
    ]);
  });

  it('in json and yaml can be parsed', () => {
    const faults = [
      ...inLanguage('json').flatMap(({ title, code }) => {
        try {
          JSON.parse(code);
          return [];
        } catch (error) {
          return [`${title}: ${String(error)}`];
        }
      }),
      ...inLanguage('yaml').flatMap(({ title, code }) =>
        parseAllDocuments(code)
          .flatMap(({ errors }) => errors)
          .map(({ message }) => `${title}: ${message}`),
      ),
    ];
    expect(faults).toEqual([]);
  });

  it('in ini have a name and a value in each line', () => {
    const lines = inLanguage('ini').flatMap(({ code }) => code.trim().split('\n'));
    expect(lines.filter((line) => !/^(?:#.*|\[\w+\]|[\w.-]+ ?= ?.+|)$/.test(line))).toEqual([]);
  });
});

describe('the names in the documentation', () => {
  const text = pages.map((page) => page.text).join('\n');
  const source = sourceText();

  it('of variables exist', () => {
    const names = new Set(text.match(/\bKEYPLANE_[A-Z_]*[A-Z]\b/g));
    // A variable that the reader chooses, and one of the tests.
    names.delete('KEYPLANE_GATEWAY');
    names.delete('KEYPLANE_TEST_POSTGRES_URL');
    for (const { name } of CONFIG_VARIABLES) names.delete(name);
    expect([...names].filter((name) => !source.includes(name))).toEqual([]);
  });

  it('of metrics exist', () => {
    const { text: monitoring = '' } =
      pages.find(({ file }) => file === 'docs/operating/monitoring.md') ?? {};
    const names = new Set(monitoring.match(/\bkeyplane_[a-z_]*[a-z]\b/g));
    expect(names.size).toBeGreaterThan(5);
    const known = (name: string) => source.includes(name.replace(/_bucket$/, ''));
    expect([...names].filter((name) => !known(name))).toEqual([]);
  });

  it('of paths of the API exist', () => {
    const known = apiPaths();
    const paths = new Set(text.match(/(?<![\w/.])\/(?:v1|oauth2|\.well-known)\/[\w{}/.-]*[\w}]/g));
    expect([...paths].filter((path) => !known.some((each) => each.test(path)))).toEqual([]);
  });
});
