import path from 'node:path';
import {
  buildImportGraph,
  buildValueImportGraph,
  findCircles,
  foldersOf,
  readSourceFiles,
  valueImportsOf,
} from './support/import-graph';
import { offendersOf, violationsOf } from './support/import-rule';
import type { ImportRule } from './support/import-rule';

const FOLDERS = [
  'api',
  'provider',
  'provider-release',
  'http-client',
  'client',
  'docs',
  'examples',
  'scripts',
  'test',
];
const ANY_PACKAGE = ['node:**', 'npm:**'];
const PLUGIN_FRAMEWORK = 'provider/terraform-plugin';
const OFFERED = 'provider/{definitions,resources,data-sources,ephemeral,functions}/**';

/** Each rule with an import that breaks it and one that it allows. */
interface ArchitectureRule extends ImportRule {
  readonly refuses: readonly [file: string, ...sources: string[]];
  readonly accepts: readonly [file: string, ...sources: string[]];
}

const RULES: readonly ArchitectureRule[] = [
  {
    name: 'the domain imports only Node and itself',
    reason: 'what a key is must be decidable, and testable, without a server or a database',
    from: ['api/domain/**'],
    mayImport: ['node:**', 'api/domain/**'],
    refuses: ['api/domain/money.ts', `import { Big } from 'big.js'`],
    accepts: ['api/domain/money.ts', `import { ids } from './ids'`],
  },
  {
    name: 'Express is known only to the app, http/ and the routes',
    reason: 'the hot paths and the use cases must not depend on how requests arrive',
    from: ['api/**'],
    exceptFrom: ['api/app/request-handler.ts', 'api/http/**', 'api/**/*-routes.ts'],
    mustNotImport: ['npm:express'],
    refuses: ['api/roles/role-service.ts', `import type { Request } from 'express'`],
    accepts: ['api/roles/role-routes.ts', `import { Router } from 'express'`],
  },
  {
    name: 'the console imports only itself and packages',
    reason: 'its contract with the API is the OpenAPI document, like that of every other client',
    from: ['api/console/**'],
    mayImport: ['api/console/**', 'npm:**'],
    refuses: ['api/console/src/api/client.ts', `import { Failure } from '../../../domain/failure'`],
    accepts: ['api/console/src/api/client.ts', `import createClient from 'openapi-fetch'`],
  },
  {
    name: 'the server serves the built console and imports nothing of it',
    reason: 'the console is files to the server; what it shows, it asks the API for',
    from: ['api/**'],
    exceptFrom: ['api/console/**'],
    mustNotImport: ['api/console/**'],
    refuses: [
      'api/console-host/console-page.ts',
      `import { theme } from '../console/src/app/theme'`,
    ],
    accepts: ['api/console-host/console-page.ts', `import { randomBytes } from 'node:crypto'`],
  },
  {
    name: 'knex is known only to database/, the stores and the lookups on knex',
    reason: 'a use case that sees a transaction cannot be tested on a store in memory',
    from: ['api/**'],
    exceptFrom: ['api/database/**', 'api/**/*-store.ts', 'api/**/knex-*.ts'],
    mustNotImport: ['npm:knex'],
    refuses: ['api/roles/role-service.ts', `import type { Knex } from 'knex'`],
    accepts: ['api/roles/role-store.ts', `import type { Knex } from 'knex'`],
  },
  {
    name: 'helpers without a domain import only Node, lru-cache and each other',
    reason: 'what knows the domain, the database or HTTP has a room of its own',
    from: ['api/lib/**'],
    mayImport: ['node:**', 'npm:lru-cache', 'api/lib/**'],
    refuses: ['api/lib/turns.ts', `import { Failure } from '../domain/failure'`],
    accepts: ['api/lib/turns.ts', `import { at } from './at-most'`],
  },
  {
    name: 'the drivers of databases are known only to their dialects',
    reason: 'nothing else may depend on how a driver fails, waits or names its codes',
    from: ['api/**', 'provider/**'],
    exceptFrom: ['api/database/dialects/**'],
    mustNotImport: ['npm:pg', 'npm:sqlite3'],
    refuses: ['api/usage/usage-service.ts', `const { Client } = await import('pg')`],
    accepts: ['api/database/dialects/postgres.ts', `import type { Client } from 'pg'`],
  },
  {
    name: 'only the SMTP postman knows nodemailer',
    reason: 'alerts and invitations are composed and tested without a mail server',
    from: ['api/**'],
    exceptFrom: ['api/mail/smtp-postman.ts'],
    mustNotImport: ['npm:nodemailer'],
    refuses: ['api/alerts/key-alerts.ts', `import nodemailer from 'nodemailer'`],
    accepts: ['api/mail/smtp-postman.ts', `import('nodemailer')`],
  },
  {
    name: 'only tracing/ knows OpenTelemetry',
    reason:
      'its packages are loaded only if there is a collector, and no other code depends on them',
    from: ['api/**', 'provider/**'],
    exceptFrom: ['api/tracing/**'],
    mustNotImport: ['npm:@opentelemetry/*'],
    refuses: ['api/http/router.ts', `import { trace } from '@opentelemetry/api'`],
    accepts: ['api/tracing/otlp-tracing.ts', `import { trace } from '@opentelemetry/api'`],
  },
  {
    name: 'a service knows neither routes nor lookups on knex',
    reason: 'app → compose → routes and stores → service → interface of the store → domain',
    from: ['api/**/*-service.ts'],
    mustNotImport: ['api/**/*-routes.ts', 'api/**/knex-*.ts', 'npm:knex'],
    refuses: ['api/roles/role-service.ts', `export * from './knex-role-usage'`],
    accepts: ['api/roles/role-service.ts', `import type { RoleStore } from './role-store'`],
  },
  {
    name: 'only composition imports more than the types of a store',
    reason: 'the file of a store holds its interface and its knex, which no use case may need',
    from: ['api/**'],
    exceptFrom: ['api/**/compose.ts', 'api/app/**', 'api/**/*-store.ts'],
    mustNotImport: ['api/**/*-store.ts'],
    typesAreFree: true,
    refuses: [
      'api/roles/role-service.ts',
      `import { type R, createKnexRoleStore } from './role-store'`,
    ],
    accepts: ['api/roles/role-service.ts', `import { type RoleStore } from './role-store'`],
  },
  {
    name: 'only the app and the command line compose slices',
    reason: 'a slice that composes another one would hide from the app what that one returns',
    from: ['api/**'],
    exceptFrom: ['api/app/**', 'api/cli/**'],
    mustNotImport: ['api/**/compose.ts'],
    typesAreFree: true,
    refuses: ['api/leaks/compose.ts', `import { composeKeys } from '../keys/compose'`],
    accepts: ['api/leaks/compose.ts', `import type { KeySlice } from '../keys/compose'`],
  },
  {
    name: 'a store knows neither services nor routes',
    reason: 'storage serves the use cases; it decides and answers nothing',
    from: ['api/**/*-store.ts'],
    mustNotImport: ['api/**/*-service.ts', 'api/**/*-routes.ts'],
    refuses: ['api/roles/role-store.ts', `import { grant } from './role-service'`],
    accepts: ['api/roles/role-store.ts', `import type { Role } from './role'`],
  },
  {
    name: 'routes reach storage through a service only',
    reason: 'otherwise a route could change what no permission check or audit entry has seen',
    from: ['api/**/*-routes.ts'],
    mustNotImport: ['api/**/*-store.ts', 'npm:knex'],
    refuses: ['api/roles/role-routes.ts', `const { x } = require('./role-store')`],
    accepts: ['api/roles/role-routes.ts', `import type { RoleService } from './role-service'`],
  },
  {
    name: 'a slice never imports the store of another',
    reason: 'slices meet through a narrow interface, so that each may change its tables alone',
    from: ['api/*/**'],
    exceptFrom: ['api/app/**'],
    mustNotImport: ['api/*/**/*-store.ts'],
    freeWithinPart: true,
    refuses: ['api/members/member-service.ts', `import type { R } from '../roles/role-store'`],
    accepts: ['api/members/member-service.ts', `import type { M } from './member-store'`],
  },
  {
    name: 'nothing below the composition root imports it',
    reason: 'a module that imports the app depends on everything',
    from: ['api/*/**'],
    exceptFrom: ['api/app/**', 'api/cli/**'],
    mustNotImport: ['api/app/**', 'api/main.ts'],
    refuses: ['api/roles/role-routes.ts', `const app = await import('../app/app')`],
    accepts: ['api/cli/serve.ts', `import { createApp } from '../app/app'`],
  },
  {
    name: 'the framework imports nothing of Keyplane’s and no transport',
    reason: 'it is a Terraform plugin framework that others could use',
    from: ['provider/terraform-plugin/framework/**'],
    mayImport: ['provider/terraform-plugin/framework/**', ...ANY_PACKAGE],
    mustNotImport: ['node:http', 'node:http2', 'node:net', 'npm:@grpc/*', 'npm:openapi-fetch'],
    refuses: [
      'provider/terraform-plugin/framework/schema.ts',
      `import type { K } from '../client/keys'`,
    ],
    accepts: ['provider/terraform-plugin/framework/schema.ts', `import type { V } from './value'`],
  },
  {
    name: 'the protocol imports only the framework',
    reason: 'plugin → protocol → framework: each translates one step and knows no resource',
    from: ['provider/terraform-plugin/protocol/**'],
    mayImport: [
      'provider/terraform-plugin/protocol/**',
      'provider/terraform-plugin/framework/**',
      ...ANY_PACKAGE,
    ],
    refuses: [
      'provider/terraform-plugin/protocol/rpc.ts',
      `import { listen } from '../plugin/grpc-server'`,
    ],
    accepts: [
      'provider/terraform-plugin/protocol/rpc.ts',
      `import type { V } from '../framework/value'`,
    ],
  },
  {
    name: 'the plugin imports only the protocol and the framework',
    reason: 'plugin → protocol → framework: processes and gRPC know no resource and no API',
    from: ['provider/terraform-plugin/plugin/**'],
    mayImport: ['provider/terraform-plugin/{plugin,protocol,framework}/**', ...ANY_PACKAGE],
    refuses: [
      'provider/terraform-plugin/plugin/serve.ts',
      `import { key } from '../../resources/key'`,
    ],
    accepts: [
      'provider/terraform-plugin/plugin/serve.ts',
      `import { service } from '../protocol/service'`,
    ],
  },
  {
    name: 'the plugin framework is a package that depends on nothing but Node',
    reason: 'others install it without Keyplane, and without a dependency to keep current',
    from: [`${PLUGIN_FRAMEWORK}/**`],
    mayImport: ['node:**', `${PLUGIN_FRAMEWORK}/**`],
    refuses: [`${PLUGIN_FRAMEWORK}/testing/bench.ts`, `import { expect } from '@jest/globals'`],
    accepts: [`${PLUGIN_FRAMEWORK}/testing/bench.ts`, `import { value } from '../framework/value'`],
  },
  {
    name: 'the provider meets the plugin framework at its index',
    reason: 'what an index does not name may change without notice',
    from: ['provider/**'],
    exceptFrom: [`${PLUGIN_FRAMEWORK}/**`],
    mustNotImport: [`${PLUGIN_FRAMEWORK}/{framework,protocol,plugin}/**`],
    refuses: ['provider/provider.ts', `import { wire } from './terraform-plugin/protocol/wire'`],
    accepts: ['provider/provider.ts', `import { string } from './terraform-plugin'`],
  },
  {
    name: 'only the generator of the documentation imports what writes it',
    reason: 'no provider carries at run time what writes its pages',
    from: ['provider/**'],
    exceptFrom: ['provider/documentation/**', `${PLUGIN_FRAMEWORK}/docs/**`],
    mustNotImport: ['provider/documentation/**', `${PLUGIN_FRAMEWORK}/docs/**`],
    refuses: ['provider/provider.ts', `import { page } from './terraform-plugin/docs/page'`],
    accepts: [
      'provider/documentation/keyplane-pages.ts',
      `import { renderDocumentation } from '../terraform-plugin/docs'`,
    ],
  },
  {
    name: 'what the provider offers imports only the framework and the client',
    reason: 'a resource so plain that a page explains it',
    from: [OFFERED],
    mayImport: [`${PLUGIN_FRAMEWORK}/index.ts`, 'provider/{client,definitions}/**', 'node:**'],
    freeWithinPart: true,
    refuses: ['provider/resources/role.ts', `import { serve } from '../terraform-plugin/serve'`],
    accepts: ['provider/resources/role.ts', `import { api } from '../client/client'`],
  },
  {
    name: 'the client imports nothing else of the provider',
    reason: 'it speaks the API’s document and would do so outside Terraform, too',
    from: ['provider/client/**'],
    mayImport: ['provider/client/**', 'http-client/index.ts', ...ANY_PACKAGE],
    refuses: ['provider/client/client.ts', `import { Diagnostic } from '../terraform-plugin'`],
    accepts: ['provider/client/client.ts', `import createClient from 'openapi-fetch'`],
  },
  {
    name: 'the HTTP client imports only Node and itself',
    reason:
      'the provider and the command line share it, and neither may reach the other through it',
    from: ['http-client/**'],
    mayImport: ['node:**', 'http-client/**'],
    refuses: ['http-client/route.ts', `import { Secret } from '../api/domain/secret'`],
    accepts: ['http-client/route.ts', `import { isLocal } from './no-proxy'`],
  },
  {
    name: 'of the API only the command line imports the HTTP client',
    reason: 'the server asks nobody through the proxy that a user configures for commands',
    from: ['api/**'],
    exceptFrom: ['api/cli/**'],
    mustNotImport: ['http-client/**'],
    refuses: [
      'api/federation/fetch-keys.ts',
      `import { networkOf } from '../../http-client/index'`,
    ],
    accepts: ['api/cli/ask-api.ts', `import { networkOf } from '../../http-client'`],
  },
  {
    name: 'the format of a release imports only Node and itself',
    reason: 'the release build and the server share it, and neither may reach the other through it',
    from: ['provider-release/**'],
    mayImport: ['node:**', 'provider-release/**'],
    refuses: ['provider-release/read-release.ts', `import { readKey } from 'openpgp'`],
    accepts: ['provider-release/read-release.ts', `import { parseSums } from './sha256-sums'`],
  },
  {
    name: 'the client package imports only itself and what the provider’s client offers for it',
    reason: 'its users get no part of the provider that knows Terraform',
    from: ['client/**'],
    exceptFrom: ['client/build-client.ts'],
    mayImport: ['client/**', 'provider/client/calls.ts'],
    refuses: [
      'client/keyplane.ts',
      `import { createRunLease } from '../provider/client/run-lease'`,
    ],
    accepts: ['client/keyplane.ts', `import { createCall } from '../provider/client/calls'`],
  },
  {
    name: 'only main.ts serves the provider',
    reason: 'whatever else serves would load the framework before Terraform knows where to connect',
    from: ['provider/**'],
    exceptFrom: ['provider/main.ts', `${PLUGIN_FRAMEWORK}/**`],
    mustNotImport: [`${PLUGIN_FRAMEWORK}/serve.ts`],
    refuses: ['provider/install.ts', `import { serve } from './terraform-plugin/serve'`],
    accepts: ['provider/main.ts', `import { serve } from './terraform-plugin/serve'`],
  },
  {
    name: 'main.ts loads nothing of the framework or of Keyplane before the handshake',
    reason: 'Terraform starts a provider several times a command, and waits for this line',
    from: ['provider/main.ts'],
    mustNotImport: [`${PLUGIN_FRAMEWORK}/index.ts`, OFFERED, 'provider/client/**'],
    refuses: ['provider/main.ts', `import { role } from './resources/role'`],
    accepts: ['provider/main.ts', `const provider = await import('./provider.js')`],
  },
  {
    name: 'the constructs import only what is generated and packages',
    reason: 'their users must not have to install the provider',
    from: ['provider/constructs/**'],
    // Code that reads the schema of the provider runs only in this repository and is not published.
    exceptFrom: ['provider/constructs/generate.ts', 'provider/constructs/generator/**'],
    mayImport: ['provider/constructs/**', ...ANY_PACKAGE],
    mustNotImport: ['provider/constructs/generate.ts', 'provider/constructs/generator/**'],
    refuses: ['provider/constructs/role.ts', `import { role } from '../resources/role'`],
    accepts: ['provider/constructs/role.ts', `import { Role } from './generated/role'`],
  },
  {
    name: 'the API never imports the provider',
    reason: 'their contract is the OpenAPI document',
    from: ['api/**'],
    mustNotImport: ['provider/**'],
    refuses: ['api/main.ts', `import { KeyPolicy } from '@keyplane/cdktf'`],
    accepts: ['api/main.ts', `import { createApp } from './app'`],
  },
  {
    name: 'the provider never imports the API',
    reason: 'their contract is the OpenAPI document',
    from: ['provider/**'],
    mustNotImport: ['api/**'],
    refuses: ['provider/client/client.ts', `type K = import('../../api/domain/key').Key`],
    accepts: ['provider/client/client.ts', `import type { paths } from './generated/api'`],
  },
  {
    name: 'no production file imports a test',
    reason: 'what tests need must never be shipped',
    from: ['{api,provider,provider-release,http-client,client,docs,examples,scripts}/**'],
    mustNotImport: ['test/**'],
    refuses: ['scripts/demo.ts', `import { eventually } from '../test/support/eventually'`],
    accepts: ['scripts/demo.ts', `import { ensureTerraform } from './terraform'`],
  },
  {
    name: 'a folder with an index is met at its index',
    reason: 'what an index does not name may change without notice',
    from: ['api/**', 'provider/**', 'examples/**', 'scripts/**'],
    exceptFrom: ['provider/client/**', 'provider/stack/**'],
    mustNotImport: ['http-client/**', 'provider/{client,stack}/**'],
    exceptImports: ['**/index.ts'],
    refuses: ['api/cli/ask-api.ts', `import { isLocal } from '../../http-client/no-proxy'`],
    accepts: ['provider/resources/role.ts', `import type { Role } from '../client'`],
  },
  {
    name: 'packages of this repository meet at their index',
    reason: 'what an index does not name may change without notice',
    from: ['api/**', 'provider/**', 'examples/**', 'scripts/**', 'test/**'],
    mustNotImport: ['inside:**'],
    refuses: ['examples/x/main.ts', `import { Key } from '@keyplane/cdktf/lib/key'`],
    accepts: ['examples/x/main.ts', `import { Key } from '@keyplane/cdktf'`],
  },
];

const WORKSPACES = {
  '@keyplane/api': 'api',
  'terraform-provider-keyplane': 'provider',
  '@keyplane/cdktf': 'provider/constructs',
  '@keyplane/cdktn': 'provider/constructs-cdktn',
  '@keyplane/terraform-plugin': 'provider/terraform-plugin',
  '@keyplane/client': 'client',
};

const graphOf = (files: Readonly<Record<string, string>>, build = buildImportGraph) =>
  build(new Map(Object.entries(files)), WORKSPACES);

const builderFor = ({ typesAreFree }: ImportRule) =>
  typesAreFree === true ? buildValueImportGraph : buildImportGraph;

const KEBAB_CASE_PATH =
  /^(?:[a-z0-9]+(?:-[a-z0-9]+)*\/)*[a-z0-9]+(?:-[a-z0-9]+)*(?:\.test|\.check|\.d)?\.ts$/;

describe('the repository', () => {
  const sources = readSourceFiles(path.join(__dirname, '..'), FOLDERS);
  const graph = buildImportGraph(sources, WORKSPACES);
  const valuesOf = (rule: ImportRule) =>
    valueImportsOf(offendersOf(rule, graph), sources, WORKSPACES);

  test('is found', () => {
    expect([...sources.keys()]).toContain('test/architecture.test.ts');
    expect(graph.get('test/architecture.test.ts')).toContain('test/support/import-rule.ts');
  });

  test.each(RULES)('$name', (rule) => {
    expect(violationsOf(rule, rule.typesAreFree ? valuesOf(rule) : graph)).toEqual([]);
  });

  test('no file imports itself through other files', () => {
    expect(findCircles(graph).map((circle) => circle.join(' → '))).toEqual([]);
  });

  test('no folder imports itself through other folders, type imports included', () => {
    const circles = findCircles(foldersOf(graph, ['api/', 'provider/']));
    expect(circles.map((circle) => circle.join(' → '))).toEqual([]);
  });

  test('files and folders are named in kebab-case', () => {
    expect([...sources.keys()].filter((file) => !KEBAB_CASE_PATH.test(file))).toEqual([]);
  });
});

describe('each rule can fail', () => {
  test.each(RULES)('$name', (rule) => {
    const [file, ...sources] = rule.refuses;
    const violations = violationsOf(
      rule,
      graphOf({ [file]: sources.join('\n') }, builderFor(rule)),
    );
    expect(violations).toHaveLength(sources.length);
    expect(violations[0]).toMatch(`${file} → `);
    expect(violations[0]).toContain(rule.reason);
  });

  test.each(RULES)('and accepts what it should accept: $name', (rule) => {
    const [file, ...sources] = rule.accepts;
    const graph = graphOf({ [file]: sources.join('\n') }, builderFor(rule));
    expect(violationsOf(rule, graph)).toEqual([]);
  });

  test.each(['api/Roles/role.ts', 'api/roles/roleStore.ts', 'api/roles/role_store.ts'])(
    '%s is not in kebab-case',
    (file) => expect(file).not.toMatch(KEBAB_CASE_PATH),
  );
});
