import type { BackendSettings } from './backend-settings';
import type { StateLocation } from './state-location';

type Parameters = Readonly<Record<string, string | undefined>>;

/** Server, database and schema. Neither the user nor the password counts. */
export function postgresLocation(
  setting: BackendSettings,
  workspace: string,
  environment: NodeJS.ProcessEnv,
): StateLocation {
  const given = connectionOf(setting('conn_str', 'PG_CONN_STR') ?? '');
  const value = (name: string, variable: string) =>
    given[name] || environment[variable] || undefined;
  const host = value('host', 'PGHOST') ?? value('hostaddr', 'PGHOSTADDR') ?? 'localhost';
  const port = value('port', 'PGPORT');
  // PostgreSQL names the database after the user if nothing else names it.
  const database = value('dbname', 'PGDATABASE') ?? value('user', 'PGUSER') ?? '';
  const schema = setting('schema_name', 'PG_SCHEMA_NAME') ?? 'terraform_remote_state';
  const server = `${host.toLowerCase()}${port ? `:${port}` : ''}`;
  return {
    scheme: 'pg',
    path: [server, database, schema].join('/'),
    parameters: {
      service: value('service', 'PGSERVICE'),
      table: setting('table_name', 'PG_TABLE_NAME'),
    },
    workspace,
  };
}

function connectionOf(text: string): Parameters {
  return /^postgres(?:ql)?:\/\//i.test(text) ? parametersOfUrl(text) : parametersOfPairs(text);
}

/** Several hosts, `a:5432,b:5433`, are not a URL that the platform's parser accepts. */
function parametersOfUrl(text: string): Parameters {
  const [, authority = '', dbname = '', query = ''] =
    /^[^:]+:\/\/([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?/.exec(text) ?? [];
  const servers = authority.slice(authority.lastIndexOf('@') + 1).split(',');
  const [user] = authority.includes('@') ? authority.split(/[:@]/) : [];
  const hosts = servers.map((server) => server.replace(/:\d*$/, '')).filter(isHost);
  const ports = servers.map((server) => /:(\d+)$/.exec(server)?.[1] ?? '').filter(Boolean);
  return {
    user: user && decoded(user),
    host: hosts.map(decoded).join(','),
    port: ports.join(','),
    dbname: decoded(dbname),
    ...Object.fromEntries(new URLSearchParams(query)),
  };
}

/** A colon elsewhere comes from a password that was not encoded. */
function isHost(text: string): boolean {
  return /^(?:\[[^\]]*\]|[^:]*)$/.test(text);
}

/** `host=db.example dbname='my state'`, in which a backslash escapes a character. */
function parametersOfPairs(text: string): Parameters {
  const pairs = text.matchAll(/(\w+)\s*=\s*(?:'((?:\\.|[^'\\])*)'|((?:\\.|[^\s\\])*))/g);
  return Object.fromEntries(
    [...pairs].map(([, name = '', quoted, plain]) => [
      name,
      (quoted ?? plain ?? '').replace(/\\(.)/g, '$1'),
    ]),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
