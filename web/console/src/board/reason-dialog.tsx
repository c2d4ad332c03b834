import { Button, Group, Modal, Radio, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProgressButton } from '@shared/ui';

export type ReasonFor = 'defer' | 'absent' | 'reopen';

/** How many ready reasons each decision offers: texts `reason.<decision>.<n>`. */
const offered: Record<ReasonFor, readonly string[]> = {
  defer: ['1', '2', '3', '4'],
  absent: ['1', '2', '3'],
  reopen: ['1', '2', '3'],
};

const OTHER = 'other';
const MAX_LENGTH = 500;

export interface ReasonDialogProps {
  decision: ReasonFor;
  name: string;
  onClose: () => void;
  /** Settles when it was done or refused. */
  onConfirm: (reason: string) => Promise<unknown>;
}

/** A decision about a candidate owes a reason: one of the usual, or in one's own words. */
export function ReasonDialog({ decision, name, onClose, onConfirm }: ReasonDialogProps) {
  const { t } = useTranslation();
  const [choice, setChoice] = useState<string>();
  const [own, setOwn] = useState('');
  const reason = choice === undefined ? '' : choice === OTHER ? own.trim() : t(`reason.${decision}.${choice}`);
  const confirm = async () => {
    await onConfirm(reason);
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t(`reason.${decision}.title`, { name })} size="md" centered>
      <Stack gap="md">
        <Text size="md">{t(`reason.${decision}.effect`)}</Text>
        <Radio.Group label={t('reason.label')} value={choice ?? null} onChange={setChoice} withAsterisk>
          <Stack gap="xs" mt="xs">
            {offered[decision].map((n) => (
              <Radio key={n} size="md" value={n} label={t(`reason.${decision}.${n}`)} />
            ))}
            <Radio size="md" value={OTHER} label={t('reason.other')} />
          </Stack>
        </Radio.Group>
        {choice === OTHER && (
          <Textarea
            label={t('reason.own')}
            value={own}
            onChange={(event) => setOwn(event.currentTarget.value)}
            maxLength={MAX_LENGTH}
            autosize
            minRows={2}
            data-autofocus
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" size="md" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <ProgressButton size="md" color={decision === 'absent' ? 'red.9' : undefined} disabled={reason === ''} onPress={confirm}>
            {t(`reason.${decision}.confirm`)}
          </ProgressButton>
        </Group>
      </Stack>
    </Modal>
  );
}
