import { Alert, Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ApiError } from '@shared/api/client';
import type { MediaRoom, RoomSnapshot } from '@shared/media';
import { useErrorText } from '@shared/ui';

/** What is wrong with video and sound, if anything, and the way out. */
export function RoomTrouble({ room, shown }: { room: MediaRoom; shown: RoomSnapshot }) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const { state, soundBlocked } = shown;
  if (soundBlocked) {
    return (
      <Alert color="orange" p="xs" style={{ flex: 'none' }}>
        <Button onClick={() => void room.playSound()}>{t('room.sound_blocked')}</Button>
      </Alert>
    );
  }
  if (state.kind !== 'refused' && state.kind !== 'retrying') return null;
  return (
    <Alert color="orange" p="xs" role="alert" style={{ flex: 'none' }}>
      <Group justify="space-between" wrap="nowrap">
        <Text size="md">
          {t(`room.${state.kind}`)} · {errorText(new ApiError(state.code, '', 0))}
        </Text>
        <Button variant="default" onClick={() => again(room)}>
          {t('action.retry')}
        </Button>
      </Group>
    </Alert>
  );
}

function again(room: MediaRoom): void {
  if (room.store.value.state.kind !== 'refused') room.stop();
  room.start();
}
