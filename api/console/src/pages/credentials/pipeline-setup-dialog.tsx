import { Anchor, Code, Group, Stack, Text } from '@mantine/core';
import { BASE_URL } from '../../api/client';
import { CopyTextButton } from '../../components/copy-button';
import { Dialog } from '../../components/dialog';
import { setupOf } from './pipeline-setup';
import type { Trust } from './trust-api';

interface PipelineSetupDialogProps {
  readonly trust: Trust;
  readonly onClose: () => void;
}

/** What to write into the pipeline, so that it acts for the credential. */
export function PipelineSetupDialog({ trust, onClose }: PipelineSetupDialogProps) {
  const { place, text } = setupOf(trust, BASE_URL);
  return (
    <Dialog opened onClose={onClose} title={`Set up the pipeline of ${trust.name}`} size={680}>
      <Stack gap="md">
        <Text>
          {place} The Terraform provider then signs in with the token of the run. None of these
          values is secret.
        </Text>
        <Code block tabIndex={0} role="region" aria-label="Settings of the pipeline">
          {text}
        </Code>
        <Group justify="space-between">
          <Anchor href={`${BASE_URL}/docs/guides/ci-without-a-key`} target="_blank">
            Guide: CI without a stored key
          </Anchor>
          <CopyTextButton label="the settings" value={text} />
        </Group>
      </Stack>
    </Dialog>
  );
}
