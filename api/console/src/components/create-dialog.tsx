import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { useForm, type FormErrors, type UseFormReturnType } from '@mantine/form';
import { useState, type ReactNode } from 'react';
import { ApiProblem } from '../api/problem';
import { newIdempotencyKey } from '../api/idempotency-key';
import { ProblemAlert } from './problem-alert';
import { RevealStep, type Reveal } from './reveal-step';

export type Form<V> = UseFormReturnType<V>;

interface CreateDialogProps<V extends Record<string, unknown>> {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** The text of the button that creates. */
  readonly submit: string;
  readonly initialValues: V;
  /** What is wrong with each value, while it is typed. */
  readonly validate?: (values: V) => FormErrors;
  /**
   * Creates the object. The same key with the same values gives the same answer, so a request whose
   * answer was lost can be repeated without a second object.
   * @returns the secret to show, or `null` if nothing is shown
   */
  readonly create: (values: V, idempotencyKey: string) => Promise<Reveal | null>;
  readonly onCreated: () => void;
  readonly children: (form: Form<V>) => ReactNode;
}

type Step =
  | { readonly name: 'form'; readonly problem?: unknown }
  | { readonly name: 'creating' }
  | { readonly name: 'reveal'; readonly reveal: Reveal };

/**
 * Asks for values, creates an object and shows its secret, in one dialog: if a second dialog
 * replaced the first one, the keyboard focus would be lost. While a secret is shown, nothing but
 * the button that says so closes the dialog.
 */
export function CreateDialog<V extends Record<string, unknown>>(props: CreateDialogProps<V>) {
  const { opened, onClose, title } = props;
  const [step, setStep] = useState<Step>({ name: 'form' });
  const isFree = step.name === 'form';
  const close = () => {
    setStep({ name: 'form' });
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={step.name === 'reveal' ? step.reveal.title : title}
      size={step.name === 'reveal' ? 680 : 560}
      closeOnEscape={isFree}
      closeOnClickOutside={false}
      withCloseButton={isFree}
    >
      {step.name === 'reveal' ? (
        <RevealStep reveal={step.reveal} onClose={close} />
      ) : (
        <FormStep {...props} step={step} setStep={setStep} close={close} />
      )}
    </Modal>
  );
}

interface FormStepProps<V extends Record<string, unknown>> extends CreateDialogProps<V> {
  readonly step: Exclude<Step, { name: 'reveal' }>;
  readonly setStep: (step: Step) => void;
  readonly close: () => void;
}

function FormStep<V extends Record<string, unknown>>(props: FormStepProps<V>) {
  const { step, setStep, close, submit, initialValues, validate, create, onCreated } = props;
  const form = useForm<V>({
    initialValues,
    validateInputOnChange: true,
    ...(validate && { validate }),
  });
  const [attempt, setAttempt] = useState<Attempt>();
  const isCreating = step.name === 'creating';

  const createOnce = async (values: V) => {
    setStep({ name: 'creating' });
    const current = attemptOf(values, attempt);
    setAttempt(current);
    try {
      const reveal = await create(values, current.idempotencyKey);
      onCreated();
      if (reveal === null) close();
      else setStep({ name: 'reveal', reveal });
    } catch (problem) {
      const fields = fieldsOf(problem, initialValues);
      form.setErrors(fields);
      setStep(Object.keys(fields).length > 0 ? { name: 'form' } : { name: 'form', problem });
    }
  };

  return (
    <form onSubmit={form.onSubmit((values) => void createOnce(values))} noValidate>
      <Stack gap="md">
        {step.name === 'form' && step.problem !== undefined && (
          <ProblemAlert error={step.problem} />
        )}
        {props.children(form)}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close} disabled={isCreating}>
            Cancel
          </Button>
          <Button type="submit" loading={isCreating}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface Attempt {
  readonly body: string;
  readonly idempotencyKey: string;
}

/** Other values are another object, and need another key. */
function attemptOf(values: unknown, last: Attempt | undefined): Attempt {
  const body = JSON.stringify(values);
  return last?.body === body ? last : { body, idempotencyKey: newIdempotencyKey() };
}

/** Only problems of fields that the dialog has can be shown next to a field. */
function fieldsOf(problem: unknown, values: Record<string, unknown>): Record<string, string> {
  if (!(problem instanceof ApiProblem)) return {};
  return Object.fromEntries(Object.entries(problem.fields).filter(([field]) => field in values));
}

/** A recommendation or a caution above the fields of a dialog. */
export function DialogNote({ children }: { readonly children: ReactNode }) {
  return <Alert color="blue">{children}</Alert>;
}
