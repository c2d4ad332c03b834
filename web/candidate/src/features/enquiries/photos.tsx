import { Anchor, Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sendUpload } from '@shared/send-upload';
import { ErrorNotice } from '@shared/ui';
import { shrunk } from '../materials/shrink';
import classes from './enquiries.module.css';

/** How many photos go with one word; the server holds to it. */
const MOST = 3;

interface Photo {
  id: string;
  name: string;
  /** The picture as this page has it. */
  url: string;
}

/** Photos that are sent at once and go with the next word. */
export function usePhotos(enrolmentId: string) {
  const [photos, setPhotos] = useState<Photo[]>([]);
  const send = useMutation({
    mutationFn: async (chosen: File): Promise<Photo> => {
      const file = await shrunk(chosen);
      const id = await sendUpload({ purpose: 'enquiry_photo', ownerId: enrolmentId, file, type: file.type, onProgress: () => undefined, signal: new AbortController().signal });
      return { id, name: file.name, url: URL.createObjectURL(file) };
    },
    onSuccess: (sent) => setPhotos((before) => [...before, sent]),
  });
  const drop = (gone: Photo) => {
    URL.revokeObjectURL(gone.url);
    setPhotos((before) => before.filter(({ id }) => id !== gone.id));
  };
  const clear = () => {
    photos.forEach(drop);
    send.reset();
  };
  return { photos, send, drop, clear, ids: photos.map(({ id }) => id) };
}

/** Chooses up to three photos and shows them. */
export function PhotoField({ photos, send, drop }: ReturnType<typeof usePhotos>) {
  const { t } = useTranslation();
  return (
    <div>
      {photos.map((one) => (
        <Group key={one.id} gap="xs" mb={6} data-photo={one.name}>
          <img className={classes.thumb} src={one.url} alt={one.name} />
          <Button size="compact-md" variant="subtle" color="red.9" aria-label={t('enquiries.drop_photo', { name: one.name })} onClick={() => drop(one)}>
            ✕
          </Button>
        </Group>
      ))}
      {photos.length < MOST ? (
        <Button component="label" variant="light" fullWidth loading={send.isPending}>
          {t(send.isPending ? 'enquiries.sending_photo' : 'enquiries.add_photo', { most: MOST })}
          <input
            type="file"
            accept="image/*"
            className={classes.file}
            disabled={send.isPending}
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              event.currentTarget.value = '';
              if (file !== undefined) send.mutate(file);
            }}
          />
        </Button>
      ) : (
        <Text c="var(--ink-soft)">{t('enquiries.photos_full', { most: MOST })}</Text>
      )}
      <ErrorNotice error={send.error} title={t('enquiries.photo_refused')} />
    </div>
  );
}

/** The photos of a word that was said. */
export function Photos({ paths }: { paths: string[] }) {
  const { t } = useTranslation();
  return (
    <Group gap="xs" mt={paths.length > 0 ? 6 : 0}>
      {paths.map((path, n) => (
        <Anchor key={path} href={path} target="_blank" rel="noreferrer">
          <img className={classes.thumb} src={path} alt={t('enquiries.photo', { n: n + 1 })} loading="lazy" />
        </Anchor>
      ))}
    </Group>
  );
}
