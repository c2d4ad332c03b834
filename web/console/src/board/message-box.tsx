import { Button, Group, Menu, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@shared/api/client';
import type { BoardSitting, SittingView } from '@shared/model';
import { ProgressButton, useErrorText } from '@shared/ui';
import { tellRefusal } from './use-moves';

/** The ready messages: texts `message.ready.<n>`. */
const ready = ['1', '2', '3', '4', '5', '6'] as const;
const MAX_LENGTH = 500;

const sittingKey = (sittingId: string) => ['sitting', sittingId] as const;

/** The latest message to a candidate, whoever of the staff wrote it. */
function Latest({ sittingId }: { sittingId: string }) {
  const { i18n } = useTranslation();
  const { data } = useQuery({
    queryKey: sittingKey(sittingId),
    queryFn: () => api.get<SittingView>(`/api/sittings/${sittingId}`),
    refetchInterval: 10_000,
  });
  const message = data?.messages?.at(-1);
  if (message === undefined) return null;
  const at = new Date(message.at).toLocaleTimeString(i18n.language, { hour: '2-digit', minute: '2-digit', hour12: false });
  return (
    <Text size="sm" c="dimmed" mt={6} truncate title={message.text}>
      {at} {message.from_name}：{message.text}
    </Text>
  );
}

/** Writes to a candidate's first camera; what could not be sent stays in the box. */
export function MessageBox({ sitting }: { sitting: BoardSitting }) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [text, setText] = useState('');
  const send = async () => {
    try {
      await api.post(`/api/sittings/${sitting.id}/messages`, { text: text.trim() });
      setText('');
      void client.invalidateQueries({ queryKey: sittingKey(sitting.id) });
      notifications.show({ color: 'teal', message: t('message.sent', { name: sitting.candidate.name }), autoClose: 3_000 });
    } catch (error) {
      tellRefusal(t('message.failed'), errorText(error));
    }
  };
  return (
    <div>
      <Textarea
        label={t('message.label', { name: sitting.candidate.name })}
        placeholder={t('message.placeholder')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        maxLength={MAX_LENGTH}
        autosize
        minRows={1}
        maxRows={4}
        size="md"
      />
      <Group mt="xs" gap="xs">
        <Menu position="top-start" width={340}>
          <Menu.Target>
            <Button variant="default">{t('message.choose')}</Button>
          </Menu.Target>
          <Menu.Dropdown>
            {ready.map((n) => (
              <Menu.Item key={n} onClick={() => setText(t(`message.ready.${n}`))}>
                {t(`message.ready.${n}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <ProgressButton disabled={text.trim() === ''} onPress={send}>
          {t('message.send')}
        </ProgressButton>
      </Group>
      <Latest sittingId={sitting.id} />
    </div>
  );
}
