import { commandPage, documentedCommands } from './command-pages';
import { errorPages } from './error-pages';
import { withFrontMatter } from './front-matter';
import { httpApiPages, operationLink } from './http-api-pages';
import { codesOf, operationsOf, permissionsOf, readOpenApi } from './open-api';
import { permissionPage } from './permission-page';
import { providerPages } from './provider-pages';
import { settingsPage } from './settings-page';
import type { SitePage } from './site-page';

/** Files and folders below `docs/` that only the build writes. `.gitignore` lists them, too. */
export const GENERATED = [
  'errors',
  'reference/cli.md',
  'reference/constructs',
  'reference/http-api',
  'reference/index.md',
  'reference/permissions.md',
  'reference/provider',
  'reference/settings.md',
];

/** Every page that is generated from the code, apart from those of the constructs. */
export function generatedPages(): SitePage[] {
  const document = readOpenApi();
  const operations = operationsOf(document);
  const commands = documentedCommands();
  const linkedFrom = (place: string, wanted: (typeof operations)[number][]) =>
    wanted.map((each) => ({ summary: each.operation.summary, link: operationLink(each, place) }));
  return [
    referencePage(),
    ...providerPages(),
    settingsPage(commands),
    commandPage(commands),
    permissionPage((permission) =>
      linkedFrom(
        '../',
        operations.filter(({ operation }) => permissionsOf(operation).includes(permission)),
      ),
    ),
    ...httpApiPages(document),
    ...errorPages((code) =>
      linkedFrom(
        '../',
        operations.filter(({ operation }) => codesOf(document, operation).includes(code)),
      ),
    ),
  ];
}

function referencePage(): SitePage {
  const body = `# Reference

These pages are generated from the code, so they describe this version of Keyplane.

| page | what it lists |
| --- | --- |
| [Terraform provider](provider/index.md) | resources, data sources, ephemeral resources and functions, with examples |
| [Constructs](constructs/index.md) | the classes of \`@keyplane/cdktf\` and \`@keyplane/cdktn\` |
| [Settings](settings.md) | the environment variables of the server |
| [Command line](cli.md) | the commands of \`keyplane\` |
| [HTTP API](http-api/index.md) | every operation, its fields and its errors |
| [Permissions](permissions.md) | what each permission allows, and who has it |
| [Errors](../errors/index.md) | every error code with its cause and its cure |
| [Rules](rules.md) | the rules that Keyplane keeps, and the test that proves each |
`;
  return { path: 'reference/index.md', text: withFrontMatter({ title: 'Reference' }, body) };
}
