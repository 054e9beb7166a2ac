import { useState } from 'react';
import type { Declaration } from '../as-code/declaration';
import { DraftCode } from '../as-code/draft-code';
import { Dialog } from './dialog';
import { FormStep, type FormFields } from './form-step';
import { RevealStep, type Reveal } from './reveal-step';

interface CreateDialogProps<V extends Record<string, unknown>> extends FormFields<V> {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /**
   * Creates the object.
   * @returns the secret to show, or `null` if nothing is shown
   */
  readonly create: (values: V, idempotencyKey: string) => Promise<Reveal | null>;
  readonly onCreated: () => void;
  /** The object in code, as the form stands. It contains no secret. */
  readonly declare?: (values: V) => Declaration;
}

/**
 * Asks for values, creates an object and shows its secret, in one dialog: if a second dialog
 * replaced the first one, the keyboard focus would be lost. While a secret is shown, nothing but
 * the button that says so closes the dialog.
 */
export function CreateDialog<V extends Record<string, unknown>>(props: CreateDialogProps<V>) {
  const { opened, onClose, onCreated, title, create, declare, children, ...fields } = props;
  const [reveal, setReveal] = useState<Reveal | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const canClose = reveal === null && !isBusy;
  const close = () => {
    setReveal(null);
    onClose();
  };
  const send = async (values: V, idempotencyKey: string) => {
    const shown = await create(values, idempotencyKey);
    onCreated();
    if (shown === null) close();
    else setReveal(shown);
  };
  return (
    <Dialog
      opened={opened}
      onClose={close}
      title={reveal?.title ?? title}
      size={reveal === null ? 560 : 680}
      closeOnEscape={canClose}
      closeOnClickOutside={false}
      withCloseButton={canClose}
    >
      {reveal === null ? (
        <FormStep<V> {...fields} send={send} onCancel={close} onBusy={setIsBusy}>
          {(form) => (
            <>
              {children(form)}
              {declare && <DraftCode declaration={declare(form.values)} />}
            </>
          )}
        </FormStep>
      ) : (
        <RevealStep reveal={reveal} onClose={close} />
      )}
    </Dialog>
  );
}
