import { KeyplaneProvider, Role, ServiceAccount } from '@keyplane/cdktf';
import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';

export interface CiStackProps {
  /** `gh api repos/acme/platform --jq .id`: the repository of the workflow. */
  readonly repositoryId: string;
  /** `gh api repos/acme/platform --jq .owner.id` */
  readonly repositoryOwnerId: string;
  /** The address of a GitHub Enterprise Server. By default, `https://github.com`. */
  readonly serverUrl?: string | undefined;
}

const GITHUB = 'https://github.com';

/** A pipeline without any stored key: a workflow of the main branch manages the platform's keys. */
export class CiStack extends TerraformStack {
  constructor(scope: Construct, id: string, props: CiStackProps) {
    super(scope, id);
    const { repositoryId, repositoryOwnerId, serverUrl = GITHUB } = props;

    // In the workflow, the credentials are KEYPLANE_SERVICE_ACCOUNT_ID and a token of GitHub, which
    // the provider requests. KEYPLANE_PROVIDER_SOURCE names the registry of the provider.
    // A name for a group of states. The location and the workspace still tell its states apart.
    new KeyplaneProvider(this, 'keyplane', { stack: id });

    const manager = new Role(this, 'key-manager', {
      permissions: [
        'roles.read',
        'roles.create',
        'roles.update',
        'roles.delete',
        'service_accounts.read',
        'service_accounts.create',
        'service_accounts.update',
        'service_accounts.delete',
        'service_account_keys.read',
        'service_account_keys.create',
        'service_account_keys.update',
        'service_account_keys.rotate',
        'service_account_keys.claim',
        'service_account_keys.revoke',
        'federated_identities.read',
        'federated_identities.create',
        'federated_identities.update',
        'federated_identities.delete',
      ],
    });
    const pipeline = new ServiceAccount(this, 'pipeline', { roles: [manager] });
    pipeline.trustGithubActions({
      repositoryId,
      repositoryOwnerId,
      ref: 'refs/heads/main',
      ...(serverUrl !== GITHUB && { issuer: `${serverUrl}/_services/token` }),
    });

    new TerraformOutput(this, 'service-account-id', { value: pipeline.serviceAccountId });
  }
}
