import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VideoSource } from '@shared/media';
import type { Board, BoardSitting } from '@shared/model';
import { maySettle } from '../roles';
import { IdentityPanel } from './identity-panel';

interface IdentityButtonProps {
  board: Board;
  sitting: BoardSitting;
  /** The candidate's live first camera, where this screen has it. */
  live?: VideoSource | undefined;
}

/** Opens the comparison of a candidate with her document; it stands out while one is owed (FEATURES B9). */
export function IdentityButton({ board, sitting, live }: IdentityButtonProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  if (!maySettle(board.my_roles) || sitting.phase === 'assigned' || sitting.phase === 'absent') return null;
  const step = sitting.check_in?.steps.find(({ kind }) => kind === 'face_check');
  const owed = step?.state === 'shown' || step?.state === 'continued';
  const rejected = step?.state === 'rejected';
  const flags = step?.flags ?? 0;
  return (
    <>
      <Button size="compact-md" variant={owed || rejected ? 'filled' : 'default'} {...(rejected ? { color: 'red.9' } : {})} onClick={() => setOpened(true)} data-testid="identity" data-state={step?.state}>
        {t('identity.open')}
        {flags > 0 && ` · ${t('identity.flags', { n: flags })}`}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} size="min(1180px, 96vw)" title={t('identity.title', { name: sitting.candidate.name })} centered>
        <IdentityPanel board={board} sitting={sitting} live={live} onDone={() => setOpened(false)} />
      </Modal>
    </>
  );
}
