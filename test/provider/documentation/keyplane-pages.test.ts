import path from 'node:path';
import { KEYPLANE_PERMISSIONS } from '../../../api/domain/permission';
import { keyplanePages } from '../../../provider/documentation/keyplane-pages';
import { NOTES, permissionsFor } from '../../../provider/documentation/permissions-section';
import {
  DOCS_FOLDER,
  readFolder,
  readPageSources,
} from '../../../provider/documentation/read-page-sources';
import { createKeyplaneProvider } from '../../../provider/provider';
import type { Schema } from '../../../provider/terraform-plugin';

const sources = readPageSources();
const pages = keyplanePages(sources);
const provider = createKeyplaneProvider({ environment: {} });

describe('the pages of the provider', () => {
  it('are current in provider/docs', () => {
    // If this fails, run `npm run generate`.
    expect(readFolder(DOCS_FOLDER)).toEqual(Object.fromEntries(pages));
  });

  it('exist for everything that the provider offers', () => {
    const { resources, dataSources, ephemeralResources, functions } = provider;
    const offered = [resources, dataSources, ephemeralResources, functions].flat().length;
    const guides = Object.keys(sources.guides).length;
    expect(pages.size).toBe(offered + guides + 1);
  });

  it.each([...pages])('%s has front matter, and no text of a template is left', (_file, text) => {
    expect(text).toMatch(
      /^---\npage_title: "[^"\n]+"\nsubcategory: "[^"\n]*"\ndescription: \|-\n( {2}\S.*\n)+---\n\n# /,
    );
    expect(text).not.toMatch(/\{\{|undefined|\[object Object\]/);
    expect(text.match(/```/g)?.length ?? 0).toBeGreaterThan(0);
  });

  it.each([...pages])('every link in %s leads somewhere', (file, text) => {
    expect(linksOf(text).filter((link) => !leadsSomewhere(file, link))).toEqual([]);
  });

  it('state the same defaults as the schema', () => {
    expect(allAttributes().filter(({ isWrong }) => isWrong)).toEqual([]);
  });
});

describe('what a page says about replacement', () => {
  const code = Object.entries(readFolder(path.join(DOCS_FOLDER, '../resources')));
  const replacing = code.flatMap(([, text]) =>
    [...text.matchAll(/\.requireReplace\('(\w+)'\)/g)].map(([, name = '']) => name),
  );

  it('names every attribute that can make a plan replace a resource', () => {
    // `state` is computed: `recreate_if_expired` decides whether an expired key is replaced.
    expect([...new Set(replacing)].sort()).toEqual(['expires_at', 'state']);
    for (const name of ['application_key', 'service_account_key', 'service_key_token']) {
      const page = pages.get(`resources/${name}.md`);
      const [, section = ''] = /## Replacement\n([\s\S]*?)\n## /.exec(page ?? '') ?? [];
      for (const attribute of ['expires_at', 'expires_in', 'recreate_if_expired']) {
        expect(section).toContain(`- \`${attribute}\`: some changes`);
      }
    }
  });
});

describe('a broken link', () => {
  it.each(['guides/none.md', '#none', 'index.md#none'])('%s is found', (link) => {
    expect(leadsSomewhere('index.md', link)).toBe(false);
  });
});

describe('the permissions on the pages', () => {
  it('say which members have them by their team role', () => {
    expect(pages.get('resources/role.md')).toContain(
      '| create | `roles.create` | owners and admins |',
    );
    expect(pages.get('resources/role.md')).toContain('| `roles.read` | all |');
    expect(pages.get('resources/team_policy.md')).toContain('| `teams.update` | owners |');
    expect(pages.get('ephemeral-resources/key_secret.md')).toMatch(
      /\| open \| `application_keys\.claim` \| all \|\n\| or \| `service_account_keys\.claim` \| owners and admins \|/,
    );
  });

  it('exist', () => {
    const named = [...pages.values()].flatMap((text) => {
      const [, section = ''] = /## Permissions\n([\s\S]*?)(?:\n## |$)/.exec(text) ?? [];
      return [...section.matchAll(/`([a-z_]+\.[a-z]+)`/g)].map(([, name]) => name);
    });
    expect(named.length).toBeGreaterThan(50);
    expect(
      named.filter((name) => !(KEYPLANE_PERMISSIONS as readonly string[]).includes(name ?? '')),
    ).toEqual([]);
  });

  it('have notes on existing pages only', () => {
    const titles = [...pages.values()].map((text) => /^# (\S+) \((.+)\)$/m.exec(text));
    const known = titles.map(
      (title) => `${title?.[2]?.toLowerCase().replace(' ', '-')} ${title?.[1]}`,
    );
    expect(Object.keys(NOTES).filter((key) => !known.includes(key))).toEqual([]);
  });

  it('follow from the document of the API', () => {
    expect(permissionsFor('PATCH /v1/groups/{id}', sources.api)).toEqual(['groups.update']);
    expect(permissionsFor('GET /v1/whoami', sources.api)).toEqual([]);
    expect(permissionsFor('DELETE /v1/members/{id}', sources.api)).toEqual(['members.delete']);
    expect(() => permissionsFor('GET /v1/nothing', sources.api)).toThrow('GET /v1/nothing');
  });
});

function linksOf(text: string): readonly string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
}

function leadsSomewhere(file: string, link: string): boolean {
  if (/^https:\/\//.test(link)) return URL.canParse(link);
  const [to = '', anchor] = link.split('#');
  const target = to === '' ? file : path.posix.join(path.posix.dirname(file), to);
  const text = pages.get(target);
  if (text === undefined) return false;
  return anchor === undefined || anchorsOf(text).has(anchor);
}

function anchorsOf(text: string): ReadonlySet<string> {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
  const named = [...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id);
  return new Set([...headings, ...named]);
}

/** A description that names a default must name that of the schema, if the schema has one. */
function allAttributes() {
  const { resources, dataSources, ephemeralResources } = provider;
  return [...resources, ...dataSources, ...ephemeralResources].flatMap(({ name, schema }) =>
    defaultsOf(name, schema),
  );
}

function defaultsOf(place: string, schema: Schema): { place: string; isWrong: boolean }[] {
  return Object.entries(schema).flatMap(([name, { spec }]) => {
    const at = `${place}.${name}`;
    const inner = spec.nested === undefined ? [] : defaultsOf(at, spec.nested.schema);
    const [, named] = /Defaults to `([^`]+)`/.exec(spec.description) ?? [];
    const isWrong =
      named !== undefined && spec.default !== undefined && named !== String(spec.default);
    return [{ place: at, isWrong }, ...inner];
  });
}
