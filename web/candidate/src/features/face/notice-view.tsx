import { Button, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { isApiError } from '@shared/api/client';
import type { SittingView } from '@shared/model';
import { ErrorNotice, ProgressButton } from '@shared/ui';
import classes from './face-step.module.css';
import { useConsent, type Face } from './requests';

interface NoticeViewProps {
  sitting: SittingView;
  face: Face;
  onPerson: () => void;
}

/** What is done with her face, and both ways on, side by side and of one size (FEATURES B6, B10). */
export function NoticeView({ sitting, face, onPerson }: NoticeViewProps) {
  const { t } = useTranslation();
  const consent = useConsent(sitting.id);
  const refuse = async () => {
    await consent.mutateAsync({ face, agreed: false });
    onPerson();
  };
  return (
    <>
      <section className={classes.notice} aria-label={t('face.notice')} data-testid="face-notice">
        {face.notice.text}
      </section>
      <ErrorNotice error={consent.error} {...(isApiError(consent.error, 'notice_changed') ? { title: t('face.notice') } : {})} />
      <Stack gap="sm">
        <ProgressButton fullWidth onPress={async () => void (await consent.mutateAsync({ face, agreed: true }))}>
          {t('face.agree')}
        </ProgressButton>
        <Button fullWidth variant="outline" onClick={() => void refuse().catch(() => undefined)} disabled={consent.isPending}>
          {t('face.person_instead')}
        </Button>
      </Stack>
      <Text size="sm" c="var(--ink-soft)">
        {t('face.either')}
      </Text>
    </>
  );
}
