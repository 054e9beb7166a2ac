import type { AuditTrail } from '../domain/audit-trail';
import type { AccessEnding, UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { notFound } from '../domain/failure';
import type { Caller } from '../domain/principal';
import type { Key } from './key';
import type { KeyService } from './key-service';
import { keySnapshot } from './key-snapshot';
import type { KeyStore } from './key-store';
import { powerOfSecret, type SecretPower } from './secret-power';

/** Ends a key or secret because somebody presents the secret. */
export interface SecretEnder {
  /**
   * Ends what this secret may end: its key, or only itself while another secret of the key is replacing it.
   * A secret that has ended changes nothing.
   */
  end(caller: Caller, keyId: string, secretVersion: number, reason: string): Promise<SecretPower>;
}

export function createSecretEnder(dependencies: {
  store: Pick<KeyStore, 'findForUpdate' | 'endSecret' | 'update'>;
  keys: Pick<KeyService, 'revokeHeld'>;
  unitOfWork: UnitOfWork & AccessEnding;
  clock: Clock;
  audit: AuditTrail;
}): SecretEnder {
  const { store, keys, unitOfWork, clock, audit } = dependencies;

  async function lockedKey(id: string): Promise<Key> {
    const key = await store.findForUpdate(id);
    if (key === undefined) throw notFound('key');
    return key;
  }

  async function endOverlap(caller: Caller, key: Key, secretVersion: number): Promise<void> {
    const now = clock.now();
    await store.endSecret(secretVersion, now);
    await store.update(key.id, {});
    await audit.record(caller, {
      action: `${key.family}.secret_ended`,
      target: { kind: key.family, id: key.id, teamId: key.teamId },
      before: keySnapshot(key, now),
      after: keySnapshot(await lockedKey(key.id), now),
    });
  }

  return {
    end: (caller, keyId, secretVersion, reason) =>
      unitOfWork.endAccess(() =>
        unitOfWork.run(async () => {
          const key = await lockedKey(keyId);
          const secret = key.secrets.find(({ version }) => version === secretVersion);
          const power = powerOfSecret(key, secret, clock.now());
          if (power.ends === 'key') await keys.revokeHeld(caller, key, reason);
          if (power.ends === 'secret') await endOverlap(caller, key, secretVersion);
          return power;
        }),
      ),
  };
}
