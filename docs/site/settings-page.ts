import { CONFIG_VARIABLES } from '../../api/app/environment-schema';
import { entriesOf, type DocumentedCommand } from './command-pages';
import { withFrontMatter } from './front-matter';
import { sentence } from './markdown';
import type { SitePage } from './site-page';

/** A setting belongs to the first group whose pattern its name matches. */
const GROUPS: readonly (readonly [title: string, pattern: RegExp])[] = [
  ['Database and data', /^KEYPLANE_(?:DATABASE|SQLITE|DATA)_/],
  ['Address and TLS', /^KEYPLANE_(?:HOST|PORT|ISSUER|TLS_\w+|TRUSTED_PROXIES)$/],
  ['Encryption', /^KEYPLANE_MASTER_KEY/],
  ['Mail', /^KEYPLANE_(?:SMTP|MAIL)_/],
  ['People and sign-in', /^KEYPLANE_(?:SIGN|OWNER|OIDC|SESSION|LOGIN|PASSKEY)/],
  ['Identities of pipelines', /^KEYPLANE_FEDERATION_/],
  ['Metrics and log', /^KEYPLANE_(?:METRICS|LOG)_/],
  ['Traces', /^OTEL_/],
  ['Start and stop', /^KEYPLANE_(?:DRAIN|SHUTDOWN)_/],
];
const OTHER = 'Other';

/** Every environment variable that the server and the commands read. */
export function settingsPage(commands: readonly DocumentedCommand[]): SitePage {
  const grouped = [...GROUPS.map(([title]) => title), OTHER].flatMap((title) => {
    const inside = CONFIG_VARIABLES.filter(({ name }) => groupOf(name) === title);
    return inside.length === 0 ? [] : [`## ${title}`, ...inside.map(settingPart)];
  });
  const others = commands
    .filter(({ name }) => name !== 'keyplane serve')
    .flatMap(({ name, sections }) => {
      const lines = sections.get('Environment');
      if (lines === undefined) return [];
      const entries = entriesOf(lines).map(([key, text]) => `- \`${key}\`: ${sentence(text)}`);
      return [`## For ${name}`, entries.join('\n')];
    });
  const body = `# Settings

The server reads its settings from environment variables. An empty variable counts as absent. When the server starts, it checks all of them and reports all problems together. \`keyplane serve --help\` shows the same list.

The commands \`migrate\`, \`rekey\`, \`recover\`, \`restore\` and \`catalog load\` use the same database, so start them with the same variables. The variables of the provider are on [its page](provider/index.md).

${[...grouped, ...others].join('\n\n')}
`;
  return { path: 'reference/settings.md', text: withFrontMatter({ title: 'Settings' }, body) };
}

const groupOf = (name: string) => GROUPS.find(([, pattern]) => pattern.test(name))?.[0] ?? OTHER;

/** Placeholders such as `<path>` are not markup. */
const settingPart = ({ name, description }: (typeof CONFIG_VARIABLES)[number]) =>
  `### ${name}\n\n${sentence(description.replaceAll(VALUE, '`$1`'))}`;

/** What a person types: a variable, or a URL with placeholders. */
const VALUE =
  /(?<!`)\b(KEYPLANE_\w+|OTEL_\w+|sqlite:<path>|sqlite:<data folder>\/keyplane\.db|postgres:\/\/…)/g;
