import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { ProblemAlert } from '../components/problem-alert';
import { sessionApi, type SessionView } from '../session/session-api';

const required = (label: string) => (value: string) =>
  value.trim() === '' ? `Enter the ${label}.` : null;

/**
 * The way to sign in before anything else is set up: the client ID and secret of an application
 * key.
 */
export function KeyForm({ onSignedIn }: { readonly onSignedIn: (view: SessionView) => void }) {
  const form = useForm({
    initialValues: { clientId: '', secret: '' },
    validate: { clientId: required('Client ID'), secret: required('Secret') },
  });
  const signIn = useMutation({
    mutationFn: () =>
      sessionApi.signInWithKey(form.values.clientId.trim(), form.values.secret.trim()),
    onSuccess: (view) => {
      form.reset();
      onSignedIn(view);
    },
  });
  return (
    <form onSubmit={form.onSubmit(() => signIn.mutate())} noValidate>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          Use the Client ID and Secret of an application key. The first ones are in bootstrap.json,
          in the data directory of the server.
        </Text>
        {signIn.error !== null && <ProblemAlert error={signIn.error} />}
        <TextInput
          label="Client ID"
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('clientId')}
        />
        <PasswordInput label="Secret" autoComplete="off" {...form.getInputProps('secret')} />
        <Button type="submit" loading={signIn.isPending}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
