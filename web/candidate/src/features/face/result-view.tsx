import '@mantine/core/styles/List.css';
import { Alert, Button, List, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './face-step.module.css';
import type { Face } from './requests';

/** Her place in line, told again whenever it changes. */
export function InLine({ place }: { place: number }) {
  const { t } = useTranslation();
  return (
    <div className={classes.line} role="status" data-testid="face-line">
      <Text fw={600}>{place <= 1 ? t('face.looking') : t('face.place', { n: place - 1 })}</Text>
      <Text size="sm" c="var(--ink-soft)">
        {t('face.line_hint')}
      </Text>
    </div>
  );
}

interface OutcomeProps {
  face: Face;
  onAgain: () => void;
  onPerson: () => void;
}

/** What came of the last try, in words that help: again, or on to a person (FEATURES B9). */
export function Outcome({ face, onAgain, onPerson }: OutcomeProps) {
  const { t } = useTranslation();
  const reasons = face.check?.reasons ?? [];
  return (
    <>
      <Alert color="orange" variant="light" role="alert" title={t('face.not_passed')} data-testid="face-outcome">
        <List size="sm" spacing={4}>
          {reasons.map((reason) => (
            <List.Item key={reason}>{t(`face.reason.${reason}`)}</List.Item>
          ))}
        </List>
        <Text size="sm" mt="xs">
          {face.tries_left > 0 ? t('face.tries_left', { n: face.tries_left }) : t('face.no_tries')}
        </Text>
      </Alert>
      <Stack gap="sm">
        {face.tries_left > 0 && (
          <Button fullWidth onClick={onAgain}>
            {t('face.again')}
          </Button>
        )}
        <Button fullWidth variant={face.tries_left > 0 ? 'outline' : 'filled'} onClick={onPerson}>
          {t('face.to_person')}
        </Button>
      </Stack>
    </>
  );
}
