import { type BackendSettings, nestedBlock } from './backend-settings';
import type { Backend } from './backend-of';
import type { StateLocation } from './state-location';
import { hostAndPath } from './without-credentials';

interface Given {
  readonly config: Backend['config'];
}

const WORKSPACE_FOLDER = 'env:';

export function s3Location(
  setting: BackendSettings,
  workspace: string,
  { config }: Given,
): StateLocation | undefined {
  const configured = nestedBlock(config, 'endpoints').s3;
  const endpoint =
    (typeof configured === 'string' && configured) ||
    setting('endpoint', 'AWS_ENDPOINT_URL_S3', 'AWS_S3_ENDPOINT', 'AWS_ENDPOINT_URL');
  return located('s3', [setting('bucket'), setting('key')], workspace, {
    workspace_key_prefix: unlessUsual(setting('workspace_key_prefix'), WORKSPACE_FOLDER),
    endpoint: hostAndPath(endpoint),
  });
}

export function gcsLocation(
  setting: BackendSettings,
  workspace: string,
): StateLocation | undefined {
  const prefix = setting('prefix')?.replace(/^\/+|\/+$/g, '');
  return located('gcs', [setting('bucket'), ...(prefix ? [prefix] : [])], workspace, {
    endpoint: hostAndPath(
      setting(
        'storage_custom_endpoint',
        'GOOGLE_BACKEND_STORAGE_CUSTOM_ENDPOINT',
        'GOOGLE_STORAGE_CUSTOM_ENDPOINT',
      ),
    ),
  });
}

export function azureLocation(
  setting: BackendSettings,
  workspace: string,
): StateLocation | undefined {
  const parts = [setting('storage_account_name'), setting('container_name'), setting('key')];
  return located('azurerm', parts, workspace, {
    environment: unlessUsual(setting('environment', 'ARM_ENVIRONMENT'), 'public'),
    metadata_host: hostAndPath(
      setting('metadata_host', 'ARM_METADATA_HOSTNAME', 'ARM_METADATA_HOST'),
    ),
    endpoint: hostAndPath(setting('endpoint', 'ARM_ENDPOINT')),
  });
}

export function tencentLocation(
  setting: BackendSettings,
  workspace: string,
): StateLocation | undefined {
  return located('cos', [setting('bucket'), setting('key') ?? 'terraform.tfstate'], workspace, {
    prefix: setting('prefix'),
    region: setting('region', 'TENCENTCLOUD_REGION'),
    endpoint: hostAndPath(setting('endpoint', 'TENCENTCLOUD_ENDPOINT')),
    domain: hostAndPath(setting('domain', 'TENCENTCLOUD_DOMAIN')),
  });
}

export function alibabaLocation(
  setting: BackendSettings,
  workspace: string,
): StateLocation | undefined {
  return located('oss', [setting('bucket'), setting('key') ?? 'terraform.tfstate'], workspace, {
    prefix: unlessUsual(setting('prefix'), WORKSPACE_FOLDER),
    region: setting('region', 'ALICLOUD_REGION', 'ALICLOUD_DEFAULT_REGION'),
    endpoint: hostAndPath(setting('endpoint', 'ALICLOUD_OSS_ENDPOINT', 'OSS_ENDPOINT')),
  });
}

export function oracleLocation(
  setting: BackendSettings,
  workspace: string,
): StateLocation | undefined {
  const key = setting('key') ?? 'terraform.tfstate';
  return located('oci', [setting('namespace'), setting('bucket'), key], workspace, {
    workspace_key_prefix: unlessUsual(setting('workspace_key_prefix'), WORKSPACE_FOLDER),
    region: setting('region', 'OCI_region', 'OCI_REGION'),
  });
}

/** Undefined if a part is missing, because the rest could name several states. */
function located(
  scheme: string,
  parts: readonly (string | undefined)[],
  workspace: string,
  parameters: Readonly<Record<string, string | undefined>>,
): StateLocation | undefined {
  if (parts.some((part) => part === undefined)) return undefined;
  return { scheme, path: parts.join('/'), parameters, workspace };
}

function unlessUsual(value: string | undefined, usual: string): string | undefined {
  return value === usual ? undefined : value;
}
