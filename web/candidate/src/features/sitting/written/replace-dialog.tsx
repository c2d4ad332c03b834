import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ProgressButton } from '@shared/ui';

/** Sending again replaces what counts: asked first (manual 2.2.1a (e); FEATURES D6). */
export function ReplaceDialog({ before, now, onClose, onConfirm }: { before: number; now: number; onClose: () => void; onConfirm: () => Promise<void> }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t('pages.replace_title')} centered>
      <Stack gap="md">
        <Text>{t('pages.replace_text', { before, now })}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <ProgressButton onPress={onConfirm}>{t('pages.replace')}</ProgressButton>
        </Group>
      </Stack>
    </Modal>
  );
}
