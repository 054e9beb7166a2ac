import { Modal } from '@mantine/core';
import { FormStep, type FormFields } from './form-step';

interface EditDialogProps<V extends Record<string, unknown>> extends FormFields<V> {
  readonly onClose: () => void;
  readonly title: string;
  readonly save: (values: V) => Promise<unknown>;
  readonly onSaved: () => void;
}

/** Changes an object that exists. Show it only while something is edited. */
export function EditDialog<V extends Record<string, unknown>>(props: EditDialogProps<V>) {
  const { onClose, title, save, onSaved, ...fields } = props;
  const send = async (values: V) => {
    await save(values);
    onSaved();
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={title}>
      <FormStep<V> {...fields} send={send} onCancel={onClose} />
    </Modal>
  );
}
