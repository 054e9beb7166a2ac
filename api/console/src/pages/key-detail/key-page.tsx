import { Alert, Button, Group, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { AsCodePanel } from '../../as-code/as-code-panel';
import { messageOf } from '../../api/problem';
import { DeleteDialog } from '../../components/delete-dialog';
import { DetailState } from '../../components/detail-state';
import { KeyStateBadge } from '../../components/key-state';
import { Page } from '../../components/page';
import { useMay, useTeamKey } from '../../session/session-context';
import { AuditTrail } from './audit-trail';
import { declarationOf } from './declaration-of';
import { familyOf, nameOf, type AnyKey, type KeyFamily } from './key-family';
import { KeyFacts } from './key-facts';
import { ManagedByTerraform } from './managed-by-terraform';
import { RotateKeyDialog } from './rotate-key-dialog';
import { Secrets } from './secrets';
import { UsageSection } from './usage-section';

/** Everything about one key, of any kind. */
export function KeyPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const family = familyOf(id);
  const key = useQuery({
    queryKey: useTeamKey(family?.collection, id),
    queryFn: () => (family === undefined ? Promise.reject(NO_KEY) : family.read(id)),
  });
  if (family === undefined || key.data === undefined) {
    return <DetailState noun={family?.noun ?? 'key'} query={key} />;
  }
  return <Details keyShown={key.data} family={family} />;
}

const NO_KEY = new Error('The ID is not that of a key.');

type Ending = 'disable' | 'revoke' | 'rotate';

interface DetailsProps {
  readonly keyShown: AnyKey;
  readonly family: KeyFamily;
}

function Details({ keyShown, family }: DetailsProps) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const teamKey = useTeamKey(family.collection);
  const [ending, setEnding] = useState<Ending>();
  const name = nameOf(keyShown);
  const refresh = () => void queryClient.invalidateQueries({ queryKey: teamKey });
  const close = () => setEnding(undefined);
  const enable = () =>
    family.setEnabled(keyShown.id, true).then(refresh, (error: unknown) => {
      notifications.show({ color: 'red', title: 'Not enabled', message: messageOf(error) });
    });
  return (
    <Page
      title={name}
      parent={family.list}
      description={
        <Group component="span" gap="xs">
          <KeyStateBadge state={keyShown.state} />
          <span className="kp-mono">{keyShown.id}</span>
        </Group>
      }
      actions={
        <Actions
          keyShown={keyShown}
          family={family}
          onEnd={setEnding}
          onEnable={() => void enable()}
        />
      }
    >
      <Stack gap="lg">
        <ManagedByTerraform id={keyShown.id} />
        {keyShown.state === 'expired' && (
          <Alert color="yellow">
            This key has expired. An expired key cannot be enabled, disabled or rotated. Create a
            replacement.
          </Alert>
        )}
        <KeyFacts keyShown={keyShown} />
        <Secrets keyShown={keyShown} />
        <UsageSection id={keyShown.id} />
        <AsCodePanel declaration={declarationOf(keyShown)} />
        <AuditTrail id={keyShown.id} />
      </Stack>
      {ending === 'rotate' && (
        <RotateKeyDialog keyShown={keyShown} family={family} onClose={close} onRotated={refresh} />
      )}
      {(ending === 'disable' || ending === 'revoke') && (
        <EndDialog
          {...{ keyShown, family, ending }}
          onClose={close}
          onDone={() => {
            refresh();
            if (ending === 'revoke') void navigate({ to: family.list.to });
          }}
          onDisableInstead={() => setEnding('disable')}
        />
      )}
    </Page>
  );
}

interface ActionsProps extends DetailsProps {
  readonly onEnd: (ending: Ending) => void;
  readonly onEnable: () => void;
}

function Actions({ keyShown: { state }, family, onEnd, onEnable }: ActionsProps) {
  const may = useMay();
  const isLive = state === 'active' || state === 'disabled';
  if (state === 'revoked') return null;
  return (
    <>
      {may(`${family.permissions}.revoke`) && (
        <Button variant="default" onClick={() => onEnd('revoke')}>
          Revoke
        </Button>
      )}
      {isLive &&
        may(`${family.permissions}.update`) &&
        (state === 'active' ? (
          <Button variant="default" onClick={() => onEnd('disable')}>
            Disable
          </Button>
        ) : (
          <Button variant="default" onClick={onEnable}>
            Enable
          </Button>
        ))}
      {isLive && may(`${family.permissions}.rotate`) && (
        <Button onClick={() => onEnd('rotate')}>Rotate</Button>
      )}
    </>
  );
}

interface EndDialogProps extends DetailsProps {
  readonly ending: 'disable' | 'revoke';
  readonly onClose: () => void;
  readonly onDone: () => void;
  readonly onDisableInstead: () => void;
}

function EndDialog(props: EndDialogProps) {
  const { keyShown, family, ending, onClose, onDone, onDisableInstead } = props;
  const may = useMay();
  const name = nameOf(keyShown);
  const isRevocation = ending === 'revoke';
  const canDisable = keyShown.state === 'active' && may(`${family.permissions}.update`);
  return (
    <DeleteDialog
      opened
      onClose={onClose}
      onRemoved={onDone}
      title={isRevocation ? `Revoke ${family.noun}` : `Disable ${family.noun}`}
      caution={
        isRevocation
          ? `After you revoke “${name}”, everything that uses it loses its access immediately. You cannot undo that.`
          : `While “${name}” is disabled, everything that uses it has no access. You can enable it again at any time.`
      }
      noun="key"
      ids={[keyShown.id]}
      confirm={isRevocation ? 'Revoke' : 'Disable'}
      saferStep={
        isRevocation &&
        canDisable && (
          <Button variant="default" onClick={onDisableInstead}>
            Disable first
          </Button>
        )
      }
      remove={() =>
        isRevocation ? family.revoke(keyShown.id) : family.setEnabled(keyShown.id, false)
      }
    />
  );
}
