import { Alert, Button, Stack, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LocalMedia } from '@shared/media/devices';
import { useStore } from '@shared/media/store';
import { codeFrom } from './code';
import classes from './pairing.module.css';
import { loadReader, type Reader } from './reader';

const EVERY_MS = 180;

export interface ScannerProps {
  onCode: (code: string) => void;
  onClose: () => void;
}

/** The back camera's picture, searched for a pairing QR. */
export function Scanner({ onCode, onClose }: ScannerProps) {
  const { t } = useTranslation();
  const [media] = useState(() => new LocalMedia());
  const video = useRef<HTMLVideoElement>(null);
  const [foreign, setForeign] = useState(false);
  const { camera } = useStore(media.store);
  const told = useRef(onCode);
  useEffect(() => {
    told.current = onCode;
  });

  useEffect(() => {
    void media.start({ microphone: false, facing: 'environment' });
    return () => media.stop();
  }, [media]);

  const track = camera.state === 'live' ? camera.track : undefined;
  useEffect(() => {
    const element = video.current;
    if (track === undefined || element === null) return;
    element.srcObject = new MediaStream([track]);
    void element.play().catch(() => undefined);
    return search(element, (text) => {
      const code = codeFrom(text);
      if (code === undefined) setForeign(true);
      else told.current(code);
      return code !== undefined;
    });
  }, [track]);

  return (
    <Stack gap="md">
      <div className={classes.finder}>
        <video ref={video} muted playsInline aria-label={t('scan.picture')} />
        <span className={classes.frame} />
        {camera.state === 'asking' && <Text className={classes.asking}>{t('preview.asking')}</Text>}
      </div>
      {camera.state === 'failed' && (
        <Alert color="orange" variant="light" role="alert" title={t(`device.${camera.problem}.title`)}>
          <Text size="sm">{t(`device.${camera.problem}.hint`)}</Text>
          <Button mt="sm" size="compact-md" variant="white" color="orange" onClick={() => void media.retry()}>
            {t('action.retry')}
          </Button>
        </Alert>
      )}
      <Text ta="center" size="sm" c="var(--ink-soft)" role="status">
        {t(foreign ? 'scan.foreign' : 'scan.aim')}
      </Text>
      <Button variant="subtle" onClick={onClose}>
        {t('action.cancel')}
      </Button>
    </Stack>
  );
}

/** Reads frames until a text was taken; the returned function ends the search. */
function search(video: HTMLVideoElement, take: (text: string) => boolean): () => void {
  let over = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let reader: Reader | undefined;
  const look = async () => {
    reader ??= await loadReader();
    const text = over || video.readyState < 2 ? undefined : await reader(video).catch(() => undefined);
    if (over || (text !== undefined && take(text))) return;
    timer = setTimeout(() => void look(), EVERY_MS);
  };
  void look();
  return () => {
    over = true;
    clearTimeout(timer);
  };
}
