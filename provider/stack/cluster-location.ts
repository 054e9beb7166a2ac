import { resolve } from 'node:path';
import type { BackendSettings } from './backend-settings';
import type { Backend } from './backend-of';
import { readText } from './read-text';
import type { StateLocation } from './state-location';
import type { TerraformPlace } from './terraform-place';
import { hostAndPath } from './without-credentials';

/** A secret of a Kubernetes cluster. */
export function kubernetesLocation(
  setting: BackendSettings,
  workspace: string,
  { config, place }: { readonly config: Backend['config']; readonly place: TerraformPlace },
): StateLocation {
  const cluster =
    hostAndPath(setting('host', 'KUBE_HOST')) ??
    ownCluster(setting, place) ??
    setting('config_context_cluster', 'KUBE_CTX_CLUSTER') ??
    setting('config_context', 'KUBE_CTX') ??
    currentContext(kubeconfigs(setting, config, place)) ??
    'kubeconfig';
  const namespace = setting('namespace', 'KUBE_NAMESPACE') ?? 'default';
  return {
    scheme: 'kubernetes',
    path: [cluster, namespace, setting('secret_suffix') ?? ''].join('/'),
    workspace,
  };
}

function ownCluster(setting: BackendSettings, { environment }: TerraformPlace): string | undefined {
  const isInside = setting('in_cluster_config', 'KUBE_IN_CLUSTER_CONFIG');
  return isInside === 'true' || isInside === '1' ? environment.KUBERNETES_SERVICE_HOST : undefined;
}

function kubeconfigs(
  setting: BackendSettings,
  config: Backend['config'],
  { directory, environment }: TerraformPlace,
): readonly string[] {
  const listed: unknown = config.config_paths;
  const paths = Array.isArray(listed)
    ? listed.filter((path): path is string => typeof path === 'string')
    : (environment.KUBE_CONFIG_PATHS?.split(/[:;]/) ?? []);
  const single = setting('config_path', 'KUBE_CONFIG_PATH');
  const home = environment.HOME ?? environment.USERPROFILE ?? '~';
  return [...(single === undefined ? [] : [single]), ...paths].map((path) =>
    resolve(
      directory,
      path.replace(/^~(?=[\\/]|$)/, () => home),
    ),
  );
}

/** A runner writes its kubeconfig to another path in each run: only the context names the cluster. */
function currentContext(paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const [, context] = /^current-context:\s*["']?([^"'\s#]+)/m.exec(readText(path) ?? '') ?? [];
    if (context !== undefined) return context;
  }
  return undefined;
}
