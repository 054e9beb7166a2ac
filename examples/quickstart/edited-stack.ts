import { Role } from '@keyplane/cdktf';
import type { Construct } from 'constructs';
import { PlatformKeysStack } from './stack';

/** The same stack a month later. */
export class EditedPlatformKeysStack extends PlatformKeysStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    // The ingestion moved. Its ID and its keys stay, so its users notice nothing.
    this.ingestion.resource.name = 'ingestion-europe';

    // The reports are exported, too: every key of the account may do so at once.
    this.reporting.grantRole(
      new Role(this, 'report-exporter', { permissions: ['reports.export'] }),
    );

    // The backfill is over. A disabled key can be enabled again, a deleted one is gone.
    this.backfillKey.resource.enabled = false;
  }
}
