import { Alert, Button, Group } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { messageOf } from '../api/problem';

interface ProblemAlertProps {
  readonly error: unknown;
  readonly title?: string;
  readonly retry?: () => void;
}

/** What went wrong and what to do about it, in the words of the API. */
export function ProblemAlert({ error, title, retry }: ProblemAlertProps) {
  return (
    <Alert color="red" role="alert" icon={<IconAlertTriangle />} {...(title && { title })}>
      <Group justify="space-between">
        {messageOf(error)}
        {retry && (
          <Button size="xs" variant="default" onClick={retry}>
            Try again
          </Button>
        )}
      </Group>
    </Alert>
  );
}
