import { Expiry, KeyplaneProvider, KeyPolicy, Role, ServiceAccount } from '@keyplane/cdktf';
import type { ServiceAccountKey } from '@keyplane/cdktf';
import { Aspects, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';

/** The programs that call our platform: the pipeline, the ingestion and the reports. */
export class PlatformKeysStack extends TerraformStack {
  readonly ingestion: ServiceAccount;
  readonly reporting: ServiceAccount;
  readonly backfillKey: ServiceAccountKey;

  constructor(scope: Construct, id: string) {
    super(scope, id);

    // KEYPLANE_* has the endpoint and the credentials, so no secret is written down here.
    // A name for a group of states. The location and the workspace still tell its states apart.
    new KeyplaneProvider(this, 'keyplane', { stack: id });
    Aspects.of(this).add(new KeyPolicy({ requireExpiry: true }));

    const deployer = new Role(this, 'deployer', { permissions: ['releases.publish'] });
    const writer = new Role(this, 'event-writer', { permissions: ['events.write'] });
    const reader = new Role(this, 'event-reader', { permissions: ['events.read', 'reports.read'] });

    const ci = new ServiceAccount(this, 'ci', { name: 'CI pipeline', roles: [deployer] });
    this.ingestion = new ServiceAccount(this, 'ingestion', { roles: [writer, reader] });
    this.reporting = new ServiceAccount(this, 'reporting', { roles: [reader] });

    const deploy = ci.addKey('deploy', { expires: Expiry.after('30d') });
    const stream = this.ingestion.addKey('stream', { expires: Expiry.after('90d') });
    this.backfillKey = this.ingestion.addKey('backfill', { expires: Expiry.after('12h') });
    const nightly = this.reporting.addKey('nightly', {
      expires: Expiry.at('2035-01-01T00:00:00Z'),
    });

    for (const key of [deploy, stream, nightly]) {
      const name = key.node.id;
      new TerraformOutput(this, `${name}-client-id`, { value: key.clientId });
      new TerraformOutput(this, `${name}-secret`, { value: key.secret, sensitive: true });
    }
  }
}
