import { Anchor, Center, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';

export function NotFound() {
  return (
    <Center component="main" mih="60vh" p="lg">
      <Stack gap="xs" maw={480}>
        <Title order={1} size={22}>
          Page not found
        </Title>
        <Text>The address may be incomplete, or the page has been removed.</Text>
        <Anchor component={Link} to="/">
          Go to the home page
        </Anchor>
      </Stack>
    </Center>
  );
}
