import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';

const usual = ['unclear', 'incomplete', 'wrong', 'expired', 'mismatch'] as const;

interface RejectDialogProps {
  name: string;
  busy: boolean;
  onClose: () => void;
  onReject: (reason: string) => void;
}

/** Why it is rejected: one of the usual reasons, or one's own words; the candidate reads it. */
export function RejectDialog({ name, busy, onClose, onReject }: RejectDialogProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) onReject(reason);
  };
  return (
    <Modal opened onClose={onClose} title={t('review.reject_named', { name })}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <Group gap="xs">
            {usual.map((one) => (
              <Button key={one} size="compact-md" variant="default" onClick={() => setReason(t(`review.reason.${one}`))}>
                {t(`review.reason.${one}`)}
              </Button>
            ))}
          </Group>
          <Textarea label={t('review.why')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} autosize minRows={2} required data-autofocus />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" color="red.9" loading={busy}>
              {t('review.reject')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
