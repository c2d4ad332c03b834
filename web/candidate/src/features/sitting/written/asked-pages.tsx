import { Alert, Stack, Text } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { ring } from '@shared/notice';
import { askedOf } from './news';
import { Picker } from './picker';
import type { PhotoPages } from './requests';

/** How often a page that is asked for is called for again, in ms. */
const AGAIN_MS = 20_000;

interface AskedPagesProps {
  pages: PhotoPages;
  /** Files that are not in the draft any more: their new photograph waits to be sent. */
  retaken: (fileId: string) => boolean;
  onRetake: (fileId: string, photo: Blob) => void;
}

/** The pages that staff want again, each with its reason and the way to photograph it, called for aloud (FEATURES D13). */
export function AskedPages({ pages, retaken, onRetake }: AskedPagesProps) {
  const { t } = useTranslation();
  const asked = askedOf(pages);
  const ringing = asked.some(({ id }) => !retaken(id));
  useEffect(() => (ringing ? ring({ tune: 'alarm', title: t('pages.asked_title'), everyMs: AGAIN_MS }) : undefined), [ringing, t]);
  if (asked.length === 0) return null;
  return (
    <Alert color="red" variant="light" role="alert" title={t('pages.asked_title')} data-testid="asked-pages">
      <Stack gap="sm">
        {asked.map(({ id, n, flaw }) => (
          <div key={id} data-asked={n} data-flaw={flaw} data-retaken={retaken(id) || undefined}>
            <Text fw={600}>{t('pages.asked', { n, why: t(`pages.asked_why.${flaw}`) })}</Text>
            {retaken(id) ? <Text size="sm">{t('pages.asked_retaken')}</Text> : <Picker capture label={t('pages.asked_retake', { n })} onTake={([photo]) => photo !== undefined && onRetake(id, photo)} />}
          </div>
        ))}
      </Stack>
    </Alert>
  );
}
