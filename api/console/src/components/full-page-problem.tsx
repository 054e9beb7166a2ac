import { Button, Center, Stack, Text, Title } from '@mantine/core';
import { messageOf } from '../api/problem';

interface FullPageProblemProps {
  readonly error: Error;
  readonly retry?: () => void;
}

/** For a problem that leaves nothing else to show. */
export function FullPageProblem({ error, retry }: FullPageProblemProps) {
  return (
    <Center component="main" mih="100vh" p="lg">
      <Stack maw={480} gap="md">
        <Title order={1} size={22}>
          This page cannot be shown
        </Title>
        <Text role="alert">{messageOf(error)}</Text>
        {retry && (
          <Button onClick={retry} w="fit-content">
            Try again
          </Button>
        )}
      </Stack>
    </Center>
  );
}
