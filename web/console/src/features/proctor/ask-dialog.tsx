import { Button, Group, Modal, NumberInput, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProgressButton } from '@shared/ui';

export interface Ask {
  title: string;
  text?: string;
  /** Asks for minutes, beginning with these. */
  minutes?: number;
  /** Whether a reason is asked for, and whether it is owed. */
  reason?: 'owed' | 'asked';
  confirm: string;
  danger?: boolean;
  onConfirm: (given: { minutes: number; reason: string }) => Promise<boolean>;
}

/** Asks before something that cannot be taken back, with what it owes. */
export function AskDialog({ ask, onClose }: { ask: Ask; onClose: () => void }) {
  const { t } = useTranslation();
  const [minutes, setMinutes] = useState(ask.minutes ?? 0);
  const [reason, setReason] = useState('');
  const ready = (ask.minutes === undefined || minutes >= 1) && (ask.reason !== 'owed' || reason.trim() !== '');
  return (
    <Modal opened onClose={onClose} title={ask.title} centered>
      <Stack gap="md">
        {ask.text !== undefined && <Text>{ask.text}</Text>}
        {ask.minutes !== undefined && (
          <NumberInput size="md" label={t('proctor.minutes')} min={1} max={240} value={minutes} onChange={(value) => setMinutes(Number(value))} />
        )}
        {ask.reason !== undefined && (
          <Textarea size="md" label={t('proctor.reason')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={500} autosize minRows={2} required={ask.reason === 'owed'} data-autofocus />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <ProgressButton
            color={ask.danger === true ? 'red.9' : undefined}
            disabled={!ready}
            onPress={async () => {
              if (await ask.onConfirm({ minutes, reason: reason.trim() })) onClose();
            }}
          >
            {ask.confirm}
          </ProgressButton>
        </Group>
      </Stack>
    </Modal>
  );
}
