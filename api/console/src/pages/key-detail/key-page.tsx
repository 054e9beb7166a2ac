import { Alert, Button, Group, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { AsCodePanel } from '../../as-code/as-code-panel';
import { CopyTextButton } from '../../components/copy-button';
import { DetailState, NoSuchObject } from '../../components/detail-state';
import type { Ending } from '../../components/end-dialog';
import { KeyStateBadge } from '../../components/key-state';
import { ManagedByTerraform } from '../../components/managed-by-terraform';
import { Page } from '../../components/page';
import { useMay, useTeamKey } from '../../session/session-context';
import { ReplaceLink } from '../service-api-keys/replace-link';
import { AuditTrail } from './audit-trail';
import { useDeclarationOf } from './declaration-of';
import { EndKeyDialog } from './end-key-dialog';
import {
  familyOf,
  nameOf,
  SERVICE_ACCOUNT_KEYS,
  TOKENS,
  type AnyKey,
  type KeyFamily,
} from './key-family';
import { KeyFacts } from './key-facts';
import { RenameApiKeyDialog } from './rename-api-key-dialog';
import { RotateKeyDialog } from './rotate-key-dialog';
import { Secrets } from './secrets';
import { UsageSection } from './usage-section';

/** Everything about one key, of any kind. */
export function KeyPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const family = familyOf(id);
  return family === undefined ? (
    <NoSuchObject noun="key" />
  ) : (
    <KeyOfFamily id={id} family={family} />
  );
}

interface KeyOfFamilyProps {
  readonly id: string;
  readonly family: KeyFamily;
}

function KeyOfFamily({ id, family }: KeyOfFamilyProps) {
  const key = useQuery({
    queryKey: useTeamKey(family.collection, id),
    queryFn: () => family.read(id),
  });
  if (key.data === undefined) return <DetailState noun={family.noun} query={key} />;
  return <Details keyShown={key.data} family={family} />;
}

interface DetailsProps {
  readonly keyShown: AnyKey;
  readonly family: KeyFamily;
}

function Details({ keyShown, family }: DetailsProps) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const teamKey = useTeamKey(family.collection);
  const [task, setTask] = useState<Task>();
  const declarationOf = useDeclarationOf();
  const refresh = () => void queryClient.invalidateQueries({ queryKey: teamKey });
  const close = () => setTask(undefined);
  return (
    <Page
      title={nameOf(keyShown)}
      parent={family.list}
      description={
        <Group component="span" gap="xs">
          <KeyStateBadge state={keyShown.state} />
          <span className="kp-mono">{keyShown.id}</span>
          <CopyTextButton label="ID" value={keyShown.id} size="compact-xs" variant="subtle" />
        </Group>
      }
      actions={<Actions keyShown={keyShown} family={family} onTask={setTask} />}
    >
      <Stack gap="lg">
        <ManagedByTerraform id={keyShown.id} />
        {keyShown.state === 'expired' && (
          <Alert color="yellow">
            This key has expired. An expired key cannot be enabled, disabled or rotated.{' '}
            {family === SERVICE_ACCOUNT_KEYS ? (
              <ReplaceLink keyId={keyShown.id} isInText>
                Create a replacement
              </ReplaceLink>
            ) : (
              'Create a replacement'
            )}
            .
          </Alert>
        )}
        <KeyFacts keyShown={keyShown} />
        <Secrets keyShown={keyShown} />
        <UsageSection id={keyShown.id} />
        {/* Terraform cannot import a revoked key. */}
        {keyShown.state !== 'revoked' && <AsCodePanel declaration={declarationOf(keyShown)} />}
        <AuditTrail id={keyShown.id} />
      </Stack>
      {task === 'rotate' && (
        <RotateKeyDialog keyShown={keyShown} family={family} onClose={close} onRotated={refresh} />
      )}
      {task === 'rename' && (
        <RenameApiKeyDialog id={keyShown.id} onClose={close} onSaved={refresh} />
      )}
      {task !== undefined && task !== 'rotate' && task !== 'rename' && (
        <EndKeyDialog
          {...{ keyShown, family }}
          ending={task}
          onClose={close}
          onDone={(ending) => {
            refresh();
            if (ending === 'end') void navigate({ to: family.list.to });
          }}
        />
      )}
    </Page>
  );
}

type Task = Ending | 'rename' | 'rotate';

interface ActionsProps extends DetailsProps {
  readonly onTask: (task: Task) => void;
}

function Actions({ keyShown: { state }, family, onTask }: ActionsProps) {
  const may = useMay();
  const isLive = state === 'active' || state === 'disabled';
  if (state === 'revoked') return null;
  return (
    <>
      {family === TOKENS && may('service_key_tokens.update') && (
        <Button variant="default" onClick={() => onTask('rename')}>
          Edit Name
        </Button>
      )}
      {may(`${family.permissions}.revoke`) && (
        <Button variant="default" onClick={() => onTask('end')}>
          Revoke
        </Button>
      )}
      {isLive &&
        may(`${family.permissions}.update`) &&
        (state === 'active' ? (
          <Button variant="default" onClick={() => onTask('disable')}>
            Disable
          </Button>
        ) : (
          <Button variant="default" onClick={() => onTask('enable')}>
            Enable
          </Button>
        ))}
      {isLive && may(`${family.permissions}.rotate`) && (
        <Button onClick={() => onTask('rotate')}>Rotate</Button>
      )}
    </>
  );
}
