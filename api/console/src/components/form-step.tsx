import { Alert, Button, Group, Stack } from '@mantine/core';
import { useForm, type FormErrors, type UseFormReturnType } from '@mantine/form';
import { useEffect, useState, type ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { newIdempotencyKey } from '../api/idempotency-key';
import { ApiProblem } from '../api/problem';
import { SESSION_KEY } from '../api/session-key';
import { useHoldPage } from '../session/held-page';
import { isSessionEnd, SessionEnded, useIsSessionEnded } from '../session/session-ended';
import { useFaultInSight } from './fault-in-sight';
import { ProblemAlert } from './problem-alert';

export type Form<V> = UseFormReturnType<V>;

export interface FormFields<V extends Record<string, unknown>> {
  /** The text of the button that sends. */
  readonly submit: string;
  /** The names are those of the API, so that its refusal of a field appears next to the field. */
  readonly initialValues: V;
  /** What is wrong with each value, while it is typed. */
  readonly validate?: (values: V) => FormErrors;
  /** Why it cannot be sent now. The button is disabled then. */
  readonly refusal?: string | null;
  readonly children: (form: Form<V>) => ReactNode;
}

interface FormStepProps<V extends Record<string, unknown>> extends FormFields<V> {
  /**
   * The same key with the same values gives the same answer, so a request whose answer was lost can
   * be repeated without a second object.
   */
  readonly send: (values: V, idempotencyKey: string) => Promise<void>;
  readonly onCancel: () => void;
  /** While a request is on its way, its dialog must stay. */
  readonly onBusy?: (isBusy: boolean) => void;
}

/** The fields of a dialog, what is wrong with them, and its two buttons. */
export function FormStep<V extends Record<string, unknown>>(props: FormStepProps<V>) {
  const { submit, initialValues, validate, refusal, send, onCancel, onBusy, children } = props;
  const form = useForm<V>({
    initialValues,
    validateInputOnChange: true,
    ...(validate && { validate }),
  });
  const queryClient = useQueryClient();
  const isSessionEnded = useIsSessionEnded();
  useHoldPage();
  const fault = useFaultInSight();
  const [attempt, setAttempt] = useState<Attempt>();
  const [problem, setProblem] = useState<unknown>();
  const [isSending, setIsSending] = useState(false);
  useStayWhile(isSending);
  // Once there is a session again, its end is no longer a problem.
  useEffect(
    () => setProblem((last: unknown) => (isSessionEnd(last) ? undefined : last)),
    [isSessionEnded],
  );
  const setBusy = (isBusy: boolean) => {
    setIsSending(isBusy);
    onBusy?.(isBusy);
  };

  const sendOnce = async (values: V) => {
    const current = attemptOf(values, attempt);
    setAttempt(current);
    setBusy(true);
    setProblem(undefined);
    try {
      await send(values, current.idempotencyKey);
    } catch (error) {
      if (isSessionEnd(error)) void queryClient.invalidateQueries({ queryKey: SESSION_KEY });
      const fields = fieldsOf(error, initialValues);
      form.setErrors(fields);
      if (Object.keys(fields).length === 0) setProblem(error);
      fault.show();
    }
    setBusy(false);
  };

  return (
    <form
      ref={fault.form}
      onSubmit={form.onSubmit((values) => void sendOnce(values), fault.show)}
      noValidate
    >
      <Stack gap="md">
        {isSessionEnded && <SessionEnded />}
        {problem !== undefined && !(isSessionEnded && isSessionEnd(problem)) && (
          <ProblemAlert error={problem} />
        )}
        {children(form)}
        {refusal && <Alert color="yellow">{refusal}</Alert>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onCancel} disabled={isSending}>
            Cancel
          </Button>
          <Button type="submit" loading={isSending} disabled={refusal != null}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** If the page is left before the answer is there, nobody sees the secret in it. */
function useStayWhile(isSending: boolean): void {
  useBlocker({
    shouldBlockFn: () => true,
    enableBeforeUnload: true,
    disabled: !isSending,
  });
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
  // The role of an alert would interrupt a screen reader.
  return (
    <Alert color="blue" role="note">
      {children}
    </Alert>
  );
}
