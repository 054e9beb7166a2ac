import { Alert, Button, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { ProblemAlert } from '../components/problem-alert';
import { sessionApi } from '../session/session-api';

/** Asks for a link by email. The answer is the same for an address that no member has. */
export function EmailLinkForm({ returnTo }: { readonly returnTo: string }) {
  const form = useForm({
    initialValues: { email: '' },
    validate: {
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : 'Enter your email address.'),
    },
  });
  const sending = useMutation({
    mutationFn: () => sessionApi.sendLink(form.values.email.trim(), returnTo),
  });
  if (sending.isSuccess) {
    return (
      <Alert color="green" role="status" title="Check your mailbox">
        If {form.values.email.trim()} belongs to a member, we have sent a link to it. The link is
        valid for 15 minutes. If you have several mails, only the link in the newest one works. If
        no mail arrives within a few minutes, use the newest one that you have.
      </Alert>
    );
  }
  return (
    <form onSubmit={form.onSubmit(() => sending.mutate())} noValidate>
      <Stack gap="sm">
        {sending.error !== null && <ProblemAlert error={sending.error} />}
        <TextInput
          label="Email"
          type="email"
          autoComplete="email"
          {...form.getInputProps('email')}
        />
        <Button type="submit" variant="default" loading={sending.isPending}>
          Send me a link to sign in
        </Button>
      </Stack>
    </form>
  );
}
