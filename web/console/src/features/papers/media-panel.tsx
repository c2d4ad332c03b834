import { ActionIcon, Button, Code, CopyButton, FileButton, Group, Progress, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sendUpload } from '@shared/send-upload';
import { ErrorNotice } from '@shared/ui';
import { mediaName, type PaperContent, type PaperMedia } from './content';

/** The images and sounds of a draft: added here, named in texts as ![description](name). */
export function MediaPanel({ sessionId, content, onChange }: { sessionId: string; content: PaperContent; onChange: (media: PaperMedia[]) => void }) {
  const { t } = useTranslation();
  const media = content.media ?? [];
  const [share, setShare] = useState<number>();
  const [failed, setFailed] = useState<unknown>();
  const add = (file: File | null) => {
    if (file === null) return;
    const type = file.type === 'audio/wav' || file.type === 'audio/x-wav' ? 'audio/wave' : file.type === 'audio/x-m4a' ? 'audio/mp4' : file.type;
    setFailed(undefined);
    sendUpload({ purpose: 'paper_media', ownerId: sessionId, type, file, onProgress: setShare, signal: new AbortController().signal })
      .then((fileId) => onChange([...media, { name: mediaName(file.name, media), type: type as PaperMedia['type'], bytes: file.size, file_id: fileId }]))
      .catch(setFailed)
      .finally(() => setShare(undefined));
  };
  return (
    <Stack gap="xs" component="section" aria-label={t('items.media')}>
      <Text size="sm">{t('items.media_hint')}</Text>
      <Text size="sm">{t('items.formula_hint')}</Text>
      {media.map(({ name }) => (
        <Group key={name} gap="xs" data-media={name}>
          <Code>{name}</Code>
          <CopyButton value={`![](${name})`}>
            {({ copied, copy }) => (
              <Button size="compact-sm" variant="default" onClick={copy}>
                {t('items.media_reference')} {copied ? '✓' : ''}
              </Button>
            )}
          </CopyButton>
          <ActionIcon variant="light" color="red.9" aria-label={t('items.media_remove', { name })} onClick={() => onChange(media.filter((one) => one.name !== name))}>
            ✕
          </ActionIcon>
        </Group>
      ))}
      {share !== undefined && <Progress value={share * 100} aria-label={t('items.media_add')} />}
      <ErrorNotice error={failed} />
      <Group>
        <FileButton onChange={add} accept="image/jpeg,image/png,audio/mpeg,audio/wav,audio/x-wav,audio/mp4,audio/x-m4a">
          {(props) => (
            <Button {...props} variant="light">
              {t('items.media_add')}
            </Button>
          )}
        </FileButton>
      </Group>
    </Stack>
  );
}
