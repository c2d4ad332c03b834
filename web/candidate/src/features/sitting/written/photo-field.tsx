import '@mantine/core/styles/Progress.css';
import { Badge, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { trackOf } from '@shared/media';
import { ErrorNotice, ProgressButton } from '@shared/ui';
import { useMedia } from '../media-context';
import classes from './online.module.css';
import { PageDraft, type PageProgress } from './page-draft';
import { canShoot, pictureOf, shoot } from './page-picture';

/** How many photographs answer one item. */
const MOST = 4;

interface PhotoFieldProps {
  sittingId: string;
  itemId: string;
  value: string;
  disabled: boolean;
  label: string;
  onChange: (value: string) => void;
}

/** Photographs as an answer: each is kept on this phone until the server has it, then the answer names it. */
export default function PhotoField({ sittingId, itemId, value, disabled, label, onChange }: PhotoFieldProps) {
  const { t } = useTranslation();
  const ids = value.split('\n').filter((id) => id !== '');
  const [pages, setPages] = useState<PageProgress[]>([]);
  const [failed, setFailed] = useState<unknown>();
  const draft = useRef<PageDraft>(undefined);
  useEffect(() => {
    const own = new PageDraft(sittingId, setPages, { purpose: 'answer_photo', shelf: `${sittingId}/${itemId}` });
    draft.current = own;
    void own.resume();
    return () => own.close();
  }, [sittingId, itemId]);
  useEffect(() => {
    for (const { id, fileId } of pages) {
      if (fileId === undefined) continue;
      if (ids.includes(fileId)) void draft.current?.remove(id);
      else if (!disabled && ids.length < MOST) onChange([...ids, fileId].join('\n'));
      break; // one after the other: each change comes back as the new value
    }
  });
  const waiting = pages.filter(({ fileId }) => fileId === undefined || !ids.includes(fileId));
  const take = async (photos: readonly Blob[]) => {
    setFailed(undefined);
    try {
      for (const photo of photos.slice(0, MOST - ids.length - waiting.length)) {
        const { jpeg, flaws } = await pictureOf(photo);
        await draft.current?.add(jpeg, flaws);
      }
    } catch (error) {
      setFailed(error);
    }
  };
  return (
    <div role="group" aria-label={label}>
      <ol className={classes.photos}>
        {ids.map((id, at) => (
          <li key={id} data-photo={at + 1} data-state="there">
            <img src={`/api/sittings/${sittingId}/answer-photos/${id}?small=true`} alt={t('online.photo', { n: at + 1 })} />
            <Button variant="default" size="compact-md" h={40} disabled={disabled} aria-label={t('online.photo_remove', { n: at + 1 })} onClick={() => onChange(ids.filter((one) => one !== id).join('\n'))}>
              ✕
            </Button>
          </li>
        ))}
        {waiting.map((page) => (
          <li key={page.id} data-state={page.error !== undefined ? 'refused' : page.waiting ? 'waiting' : 'sending'}>
            <Badge tt="none" color={page.waiting ? 'red.9' : 'gray.8'}>
              {t(page.waiting ? 'online.photo_waiting' : 'online.photo_sending')}
            </Badge>
            <Progress w="100%" value={page.share * 100} aria-label={t('online.photo_sending')} />
            <ErrorNotice error={page.error} />
            <Button variant="default" size="compact-md" h={40} aria-label={t('online.photo_drop')} onClick={() => void draft.current?.remove(page.id)}>
              ✕
            </Button>
          </li>
        ))}
      </ol>
      {failed !== undefined && (
        <Text role="alert" c="red.9">
          {t('pages.unreadable')}
        </Text>
      )}
      {!disabled && ids.length + waiting.length < MOST && <Choose onTake={take} />}
    </div>
  );
}

/** From the running camera where the browser can, so that the video goes on; else by the camera app or from the album. */
function Choose({ onTake }: { onTake: (photos: readonly Blob[]) => Promise<void> }) {
  const { t } = useTranslation();
  const { local } = useMedia();
  const track = trackOf(local.camera);
  return (
    <Stack gap={6}>
      {track !== undefined && canShoot() && (
        <ProgressButton variant="light" onPress={async () => onTake([await shoot(track)])}>
          {t('pages.shoot')}
        </ProgressButton>
      )}
      <Group grow>
        {[true, false].map((capture) => (
          <Button key={String(capture)} component="label" variant="default" h="auto" mih={44}>
            {t(capture ? 'pages.camera' : 'pages.album')}
            <input
              type="file"
              className={classes.hidden}
              accept="image/*"
              {...(capture ? { capture: 'environment' as const } : { multiple: true })}
              onChange={(event) => {
                void onTake([...(event.currentTarget.files ?? [])]);
                event.currentTarget.value = '';
              }}
            />
          </Button>
        ))}
      </Group>
    </Stack>
  );
}
