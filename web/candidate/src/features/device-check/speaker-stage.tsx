import { Button, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice, ProgressButton } from '@shared/ui';
import { Card } from '../../layout/card';
import { playTone } from './measure/tone';
import type { StageProps } from './stages';

/** A tone is played; whether it was heard only the person knows. */
export function SpeakerStage({ measure, onDone }: StageProps) {
  const { t } = useTranslation();
  const [played, setPlayed] = useState(false);
  const play = async () => {
    await playTone();
    setPlayed(true);
  };
  const say = (heard: boolean, skipped = false) => async () => onDone(await measure.mutateAsync({ speaker: { heard, skipped } }));
  return (
    <Card>
      <Stack gap="md">
        <Title order={2}>{t('device_check.stage.speaker')}</Title>
        <Text>{t('device_check.speaker_hint')}</Text>
        <ProgressButton fullWidth size="lg" variant={played ? 'light' : 'filled'} onPress={play}>
          {t(played ? 'device_check.play_again' : 'device_check.play')}
        </ProgressButton>
        {played && (
          <>
            <Text fw={600}>{t('device_check.did_you_hear')}</Text>
            <ProgressButton fullWidth size="lg" onPress={say(true)}>
              {t('device_check.yes_heard')}
            </ProgressButton>
            <ProgressButton fullWidth size="lg" variant="default" onPress={say(false)}>
              {t('device_check.not_heard')}
            </ProgressButton>
          </>
        )}
        <ErrorNotice error={measure.error} />
        <Button fullWidth variant="subtle" loading={measure.isPending} onClick={() => void say(false, true)().catch(() => undefined)}>
          {t('device_check.skip_sound')}
        </Button>
      </Stack>
    </Card>
  );
}
