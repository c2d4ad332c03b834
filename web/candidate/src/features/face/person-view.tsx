import { Alert, Button, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { jpegOf, VideoTile } from '@shared/media';
import type { SittingView } from '@shared/model';
import { ErrorNotice, ProgressButton } from '@shared/ui';
import classes from './face-step.module.css';
import { useGrab } from './grab';
import { useAskPerson, useConsent, useDocument, type Face } from './requests';

interface PersonViewProps {
  sitting: SittingView;
  face: Face;
  camera: MediaStreamTrack | undefined;
  onDone: (sitting?: SittingView) => void;
  /** Back to the face check, where it may still be tried. */
  onBack: (() => void) | undefined;
}

/** A person instead of the engine: a picture of herself with her document, then on or a short wait (FEATURES B9, B10). */
export function PersonView({ sitting, face, camera, onDone, onBack }: PersonViewProps) {
  const { t } = useTranslation();
  const ask = useAskPerson(sitting.id);
  const consent = useConsent(sitting.id);
  const waits = face.state === 'shown';
  return (
    <>
      {face.rejected !== undefined && (
        <Alert color="red" variant="light" role="alert" title={t('face.rejected')}>
          {face.rejected}
        </Alert>
      )}
      {waits && (
        <Text role="status" fw={600} data-testid="face-waits">
          {t('face.waits')}
        </Text>
      )}
      <Text c="var(--ink-soft)">{t('face.person_lead')}</Text>
      <DocumentPicture sitting={sitting} face={face} camera={camera} />
      <ErrorNotice error={ask.error} />
      {!waits && (
        <Stack gap="sm">
          <ProgressButton fullWidth onPress={async () => onDone(await ask.mutateAsync())}>
            {t(face.strict || face.state === 'rejected' ? 'face.ask_person' : 'face.go_on')}
          </ProgressButton>
          {onBack !== undefined && face.agreed === true && (
            <Button variant="subtle" onClick={onBack}>
              {t('face.back')}
            </Button>
          )}
        </Stack>
      )}
      {face.agreed === true && (
        <Button variant="subtle" onClick={() => consent.mutate({ face, agreed: false })}>
          {t('face.take_back')}
        </Button>
      )}
      <ErrorNotice error={consent.error} />
      <Text size="sm" c="var(--ink-soft)">
        {t('check_in.ask_staff', { contact: sitting.contact })}
      </Text>
    </>
  );
}

/** Takes the picture, shows it, and sends it when it is good. */
function DocumentPicture({ sitting, face, camera }: { sitting: SittingView; face: Face; camera: MediaStreamTrack | undefined }) {
  const { t } = useTranslation();
  const grab = useGrab(camera);
  const send = useDocument(sitting.id);
  const [taken, setTaken] = useState<{ jpeg: Blob; url: string }>();
  const [broken, setBroken] = useState(false);
  useEffect(() => () => {
    if (taken !== undefined) URL.revokeObjectURL(taken.url);
  }, [taken]);
  const take = async () => {
    const picture = grab('document');
    const jpeg = picture === undefined ? undefined : await jpegOf(picture, face.max_bytes);
    setBroken(jpeg === undefined);
    setTaken(jpeg === undefined ? undefined : { jpeg, url: URL.createObjectURL(jpeg) });
  };
  const use = async () => {
    if (taken === undefined) return;
    await send.mutateAsync(taken.jpeg);
    setTaken(undefined);
  };
  return (
    <Stack gap="sm">
      <div className={classes.picture}>
        {taken === undefined ? (
          <VideoTile source={camera} name={t('face.document_tile')} fit="contain" data-testid="face-document-camera" />
        ) : (
          <img src={taken.url} alt={t('face.document_taken')} className={classes.still} />
        )}
      </div>
      {face.documented && taken === undefined && (
        <Text role="status" c="teal.9" fw={600} data-testid="face-documented">
          ✓ {t('face.documented')}
        </Text>
      )}
      {broken && <ErrorNotice error={new Error('no picture')} title={t('face.no_picture')} />}
      <ErrorNotice error={send.error} />
      {taken === undefined ? (
        <Button fullWidth variant="outline" disabled={camera === undefined} onClick={() => void take()}>
          {t(face.documented ? 'face.document_again' : 'face.document_take')}
        </Button>
      ) : (
        <>
          <ProgressButton fullWidth onPress={use}>
            {t('face.document_use')}
          </ProgressButton>
          <Button variant="subtle" onClick={() => setTaken(undefined)}>
            {t('face.document_again')}
          </Button>
        </>
      )}
    </Stack>
  );
}
