import { Group, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Board, BoardSitting } from '@shared/model';
import { ErrorNotice, ProgressButton } from '@shared/ui';
import classes from './identity.module.css';
import { useCompare, type IdentityRecord } from './identity-requests';

interface DecideProps {
  board: Board;
  sitting: BoardSitting;
  record: IdentityRecord;
  onDone: () => void;
}

/** Confirms her, or rejects her with a reason that she reads. It stands above the machine's word. */
export function Decide({ board, sitting, record, onDone }: DecideProps) {
  const { t } = useTranslation();
  const compare = useCompare(board.session.id, sitting.id);
  const [reason, setReason] = useState('');
  const decide = async (confirmed: boolean) => {
    await compare.mutateAsync({ confirmed, reason: reason.trim() });
    onDone();
  };
  return (
    <section className={classes.block} aria-label={t('identity.decide')}>
      <h3>{t('identity.decide')}</h3>
      {record.documents.length === 0 && <Text size="sm">{t('identity.without_document')}</Text>}
      <Textarea size="sm" label={t('identity.decision_reason')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={500} autosize minRows={2} />
      <ErrorNotice error={compare.error} />
      <Group>
        <ProgressButton onPress={() => decide(true)}>{t('identity.confirm')}</ProgressButton>
        <ProgressButton variant="default" c="red.9" disabled={reason.trim() === ''} onPress={() => decide(false)}>
          {t('identity.reject')}
        </ProgressButton>
      </Group>
    </section>
  );
}
