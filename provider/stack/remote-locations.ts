import { type BackendSettings, backendSettings, nestedBlock } from './backend-settings';
import type { Backend } from './backend-of';
import { type StateLocation, shortHash } from './state-location';
import type { TerraformPlace } from './terraform-place';
import { isSecretName, hostAndPath, publicAddress, withoutToken } from './without-credentials';

interface Given {
  readonly config: Backend['config'];
  readonly place: TerraformPlace;
}

export function httpLocation(
  setting: BackendSettings,
  workspace: string,
): StateLocation | undefined {
  const address = publicAddress(setting('address', 'TF_HTTP_ADDRESS') ?? '');
  if (address === undefined) return undefined;
  const { scheme, host, path, parameters } = address;
  return { scheme, path: `${host}${path}`, parameters, workspace };
}

export function consulLocation(
  setting: BackendSettings,
  workspace: string,
): StateLocation | undefined {
  const path = setting('path');
  const server = hostAndPath(setting('address', 'CONSUL_HTTP_ADDR') ?? '127.0.0.1:8500');
  if (path === undefined || server === undefined) return undefined;
  return {
    scheme: 'consul',
    path: `${server}/${path}`,
    parameters: {
      datacenter: setting('datacenter'),
      partition: setting('', 'CONSUL_PARTITION'),
      namespace: setting('', 'CONSUL_NAMESPACE'),
    },
    workspace,
  };
}

/**
 * The workspace's name is unique in its organization, so neither tags nor the project count.
 * The workspace that terraform selects is named without its prefix.
 */
export function cloudLocation(
  setting: BackendSettings,
  workspace: string,
  { config, place }: Given,
  scheme: 'cloud' | 'remote' = 'cloud',
): StateLocation | undefined {
  const organization = setting('organization', 'TF_CLOUD_ORGANIZATION');
  if (organization === undefined) return undefined;
  const host = hostAndPath(setting('hostname', 'TF_CLOUD_HOSTNAME')) ?? 'app.terraform.io';
  const choice = backendSettings(nestedBlock(config, 'workspaces'), place.environment);
  return {
    scheme,
    path: `${host}/${organization}`,
    workspace: choice('name') ?? `${choice('prefix') ?? ''}${workspace}`,
  };
}

export function remoteLocation(
  setting: BackendSettings,
  workspace: string,
  given: Given,
): StateLocation | undefined {
  return cloudLocation(setting, workspace, given, 'remote');
}

/**
 * A backend that this provider does not know. It cannot tell which settings locate the state, so it
 * uses a hash of all settings that cannot be secret.
 */
export function unknownLocation({ type, config }: Backend, workspace: string): StateLocation {
  return { scheme: type, path: shortHash(JSON.stringify(publicValue(config))), workspace };
}

function publicValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(publicValue);
  if (typeof value === 'string') return publicText(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .filter(([name, content]) => content !== null && !isSecretSetting(name))
    .map(([name, content]) => [name, publicValue(content)])
    .sort();
}

/** `key` alone is the path of the state in many stores. */
function isSecretSetting(name: string): boolean {
  return name !== 'key' && isSecretName(name);
}

function publicText(text: string): unknown {
  return text.includes('://') ? (publicAddress(text) ?? '') : withoutToken(text);
}
