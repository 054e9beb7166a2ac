import { BlastRadius } from '../../components/blast-radius';
import { CreateDialog } from '../../components/create-dialog';
import { DialogNote } from '../../components/form-step';
import { TerraformWarning } from '../../components/managed-by-terraform';
import { FIRST_OVERLAP, overlapBody, OverlapField } from '../../components/overlap-field';
import { useSession } from '../../session/session-context';
import type { AnyKey, KeyFamily } from './key-family';

interface RotateKeyDialogProps {
  readonly keyShown: AnyKey;
  readonly family: KeyFamily;
  readonly onClose: () => void;
  readonly onRotated: () => void;
}

/** Gives the key a new secret, which is shown once. The old one may remain valid for a while. */
export function RotateKeyDialog({ keyShown, family, onClose, onRotated }: RotateKeyDialogProps) {
  const { application_key_id } = useSession().view.session;
  return (
    <CreateDialog
      opened
      onClose={onClose}
      onCreated={onRotated}
      title={`Rotate ${family.noun}`}
      submit="Rotate"
      initialValues={{ overlap: FIRST_OVERLAP }}
      create={async ({ overlap }, idempotencyKey) => {
        const { secret } = await family.rotate(keyShown.id, overlapBody(overlap), idempotencyKey);
        if (secret === null) return null;
        return {
          title: 'New secret',
          notice: 'The new secret is shown only now. Copy it before you close this dialog.',
          values: [{ label: 'Secret', value: secret, isSecret: true }],
          done: 'OK, I have copied it',
        };
      }}
    >
      {(form) => (
        <>
          <TerraformWarning id={keyShown.id} change="rotate" />
          <BlastRadius ids={[keyShown.id]} noun="key" />
          {keyShown.id === application_key_id && (
            <DialogNote>
              You signed in with the current secret of this key. When that secret is no longer
              valid, you must sign in again.
            </DialogNote>
          )}
          <OverlapField {...form.getInputProps('overlap')} />
        </>
      )}
    </CreateDialog>
  );
}
