import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice, ProgressButton } from '@shared/ui';
import { useSubmit } from './requests';

export interface SubmitButtonProps {
  sittingId: string;
  /** What is missing, in words; undefined when nothing is. */
  empty: string | undefined;
  /** Runs first, such as sending what is owed; a failure stops the handing-in. */
  before?: () => Promise<void>;
}

/** 提交答卷: asked twice, with a warning of what is empty (FEATURES D10). */
export function SubmitButton({ sittingId, empty, before }: SubmitButtonProps) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const submit = useSubmit(sittingId);
  const [failed, setFailed] = useState<unknown>();
  const confirm = async () => {
    try {
      setFailed(undefined);
      await before?.();
      await submit.mutateAsync(undefined);
      setAsked(false);
    } catch (error) {
      setFailed(error);
    }
  };
  return (
    <>
      <Button fullWidth size="lg" mt="md" color="teal.9" onClick={() => setAsked(true)}>
        {t('written.submit')}
      </Button>
      {asked && (
        <Modal opened onClose={() => setAsked(false)} title={t('written.submit_title')} centered>
          <Stack gap="md">
            {empty !== undefined && (
              <Text fw={600} c="red.9" role="alert">
                {empty}
              </Text>
            )}
            <Text>{t('written.submit_text')}</Text>
            <ErrorNotice error={failed} />
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setAsked(false)}>
                {t('written.go_on')}
              </Button>
              <ProgressButton color="teal.9" onPress={confirm}>
                {t('written.submit_confirm')}
              </ProgressButton>
            </Group>
          </Stack>
        </Modal>
      )}
    </>
  );
}
