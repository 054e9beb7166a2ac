import {
  Alert,
  Code,
  Group,
  Input,
  NativeSelect,
  SegmentedControl,
  Text,
  TextInput,
} from '@mantine/core';
import { declareFederatedIdentity } from '../../as-code/declare-access';
import { CopyTextButton } from '../../components/copy-button';
import { CreateDialog } from '../../components/create-dialog';
import { DisplayNameField } from '../../components/described-fields';
import type { Form } from '../../components/form-step';
import type { Credential } from './credential-api';
import {
  NEW_TRUST,
  newTrustBody,
  newTrustFaults,
  refusalFor,
  withPipeline,
  type NewTrustValues,
  type Pipeline,
} from './pipelines';
import { trustApi, type Trust } from './trust-api';
import { ConditionFields, IssuerField, MoreFields } from './trust-fields';

const PIPELINES = [
  { value: 'github', label: 'GitHub Actions' },
  { value: 'gitlab', label: 'GitLab CI' },
  { value: 'other', label: 'Other' },
];

interface CreateTrustDialogProps {
  readonly credential: Credential;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onCreated: (trust: Trust) => void;
}

/** Lets a pipeline act for the credential, without a stored key. */
export function CreateTrustDialog({ credential, onCreated, ...dialog }: CreateTrustDialogProps) {
  return (
    <CreateDialog<NewTrustValues>
      {...dialog}
      title={`Trust a pipeline to act for ${credential.name}`}
      submit="Trust the pipeline"
      initialValues={NEW_TRUST}
      validate={newTrustFaults}
      declare={(values) =>
        declareFederatedIdentity(
          { id: null, service_account_id: credential.id, enabled: true, ...newTrustBody(values) },
          credential.name,
        )
      }
      create={async (values, idempotencyKey) => {
        try {
          onCreated(await trustApi.create(credential.id, newTrustBody(values), idempotencyKey));
        } catch (error) {
          throw refusalFor(values.pipeline, error);
        }
        return null;
      }}
      onCreated={() => undefined}
    >
      {(form) => (
        <>
          <div>
            <Input.Label id="pipeline-label" component="span" mb={4}>
              Pipeline
            </Input.Label>
            <SegmentedControl
              fullWidth
              aria-labelledby="pipeline-label"
              data={PIPELINES}
              value={form.values.pipeline}
              onChange={(chosen) => {
                form.clearErrors();
                form.setValues(withPipeline(form.values, chosen as Pipeline));
              }}
            />
          </div>
          {form.values.pipeline === 'github' && <GithubFields form={form} />}
          {form.values.pipeline === 'gitlab' && <GitlabFields form={form} />}
          <IssuerField form={form} />
          {form.values.pipeline === 'other' && <ConditionFields form={form} />}
          <DisplayNameField data-autofocus={undefined} {...form.getInputProps('name')} />
          <MoreFields form={form} />
        </>
      )}
    </CreateDialog>
  );
}

interface FieldsProps {
  readonly form: Form<NewTrustValues>;
}

const ASK_GITHUB = "gh api repos/OWNER/REPOSITORY --jq '.id, .owner.id'";

function GithubFields({ form }: FieldsProps) {
  return (
    <>
      <Text size="sm" c="dimmed">
        This command prints the ID of a repository and the ID of its owner:
      </Text>
      <Group gap="xs" wrap="nowrap">
        <Code block flex={1} tabIndex={0} role="region" aria-label="Command that prints the IDs">
          {ASK_GITHUB}
        </Code>
        <CopyTextButton label="the command" value={ASK_GITHUB} size="xs" />
      </Group>
      <Group grow align="flex-start">
        <TextInput
          label="Repository ID"
          required
          inputMode="numeric"
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('repository_id')}
        />
        <TextInput
          label="Owner ID"
          required
          inputMode="numeric"
          autoComplete="off"
          {...form.getInputProps('repository_owner_id')}
        />
      </Group>
      <Group grow align="flex-start">
        <NativeSelect
          label="Trusted runs"
          data={[
            { value: 'branch', label: 'Runs of one branch' },
            { value: 'environment', label: 'Runs in one environment' },
            { value: 'any', label: 'All runs of the repository' },
          ]}
          {...form.getInputProps('runs')}
        />
        {form.values.runs === 'branch' && <BranchField form={form} />}
        {form.values.runs === 'environment' && (
          <TextInput
            label="Environment"
            placeholder="production"
            required
            autoComplete="off"
            {...form.getInputProps('environment')}
          />
        )}
      </Group>
      {form.values.runs === 'any' && (
        <Alert color="yellow">
          Anyone who can push a branch to the repository can then act for the credential.
        </Alert>
      )}
    </>
  );
}

function GitlabFields({ form }: FieldsProps) {
  return (
    <>
      <Group grow align="flex-start">
        <TextInput
          label="Project path"
          placeholder="acme/platform"
          required
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('project_path')}
        />
        <TextInput
          label="Project ID"
          required
          inputMode="numeric"
          autoComplete="off"
          {...form.getInputProps('project_id')}
        />
      </Group>
      <BranchField form={form} />
    </>
  );
}

function BranchField({ form }: FieldsProps) {
  return <TextInput label="Branch" required autoComplete="off" {...form.getInputProps('branch')} />;
}
