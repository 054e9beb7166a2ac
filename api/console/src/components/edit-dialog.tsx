import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { ApiProblem } from '../api/problem';
import type { Versioned } from '../api/versioned';
import { Dialog } from './dialog';
import { EditConflict, type Labels } from './edit-conflict';
import { FormStep, type Form, type FormFields } from './form-step';
import { TerraformWarning } from './managed-by-terraform';
import { ProblemAlert } from './problem-alert';

interface EditDialogProps<T, V extends Record<string, unknown>> extends Pick<
  FormFields<V>,
  'submit' | 'validate'
> {
  /**
   * The ID of the object. If a stack manages it, the dialog says so. `null` if Terraform does not know
   * objects of this kind.
   */
  readonly id: string | null;
  /** The stack of an object that names its stack itself; `null` if none manages it. */
  readonly stack?: string | null;
  readonly title: string;
  /** Reads the object when the dialog opens, because a list may be old. */
  readonly read: () => Promise<Versioned<T>>;
  readonly valuesOf: (object: T) => V;
  /** Must fail with `precondition_failed` if the object has another version. */
  readonly save: (values: V, etag: string) => Promise<unknown>;
  /** What the fields are called, to say what somebody else has changed. */
  readonly labels: Labels<V>;
  readonly onClose: () => void;
  readonly onSaved: () => void;
  readonly children: (form: Form<V>, object: T) => ReactNode;
}

/** Changes an object that exists. Show it only while something is edited. */
export function EditDialog<T, V extends Record<string, unknown>>(props: EditDialogProps<T, V>) {
  const { id, stack, title, onClose, read } = props;
  // What was read is gone when the dialog closes, so no other team can see it.
  const queryKey = ['edited', id, title];
  const object = useQuery({ queryKey, queryFn: read, gcTime: 0, staleTime: Infinity });
  return (
    // A click outside it must not throw away what was entered.
    <Dialog opened onClose={onClose} title={title} closeOnClickOutside={false}>
      <Stack gap="md">
        {id !== null && (
          <TerraformWarning id={id} change="edit" {...(stack !== undefined && { stack })} />
        )}
        {object.error !== null && (
          <ProblemAlert error={object.error} retry={() => void object.refetch()} />
        )}
        {object.isPending && (
          <>
            <VisuallyHidden role="status">Loading</VisuallyHidden>
            <Skeleton height={80} />
          </>
        )}
        {object.data !== undefined && <EditForm {...props} loaded={object.data} />}
      </Stack>
    </Dialog>
  );
}

interface EditFormProps<T, V extends Record<string, unknown>> extends EditDialogProps<T, V> {
  readonly loaded: Versioned<T>;
}

function EditForm<T, V extends Record<string, unknown>>(props: EditFormProps<T, V>) {
  const { loaded, read, valuesOf, save, labels, onClose, onSaved, submit, children } = props;
  const [base, setBase] = useState(loaded);
  /** The values that somebody else has replaced, until the person has decided. */
  const [replaced, setReplaced] = useState<V>();
  const frame = useFirstFocus();
  const current = valuesOf(base.value);

  const saveOn = async (values: V, version: Versioned<T>): Promise<boolean> => {
    try {
      await save(values, version.etag);
      return true;
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.code !== 'precondition_failed') throw error;
    }
    const now = await read();
    // Only fields that this dialog does not edit have changed.
    if (areEqual(valuesOf(now.value), current)) return await saveOn(values, now);
    setReplaced(current);
    setBase(now);
    return false;
  };
  const send = async (values: V) => {
    if (!(await saveOn(values, base))) return;
    onSaved();
    onClose();
  };
  return (
    <div ref={frame}>
      <FormStep<V>
        submit={replaced === undefined ? submit : 'Save my values'}
        initialValues={valuesOf(loaded.value)}
        {...(props.validate && { validate: props.validate })}
        send={send}
        onCancel={onClose}
      >
        {(form) => (
          <>
            {replaced !== undefined && (
              <EditConflict
                before={replaced}
                now={current}
                labels={labels}
                onTakeOver={() => {
                  form.setValues(current);
                  setReplaced(undefined);
                }}
              />
            )}
            {children(form, base.value)}
          </>
        )}
      </FormStep>
    </div>
  );
}

const areEqual = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** The library moves the focus when a dialog opens, but then the fields are not there yet. */
function useFirstFocus() {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => frame.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus(), []);
  return frame;
}
