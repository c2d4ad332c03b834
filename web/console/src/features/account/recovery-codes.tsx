import { Alert, Button, Group, List, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Codes that each stand in for the second factor once; shown until she says that she has kept them. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack>
      <Alert color="orange" variant="light" title={t('account.recovery')}>
        {t('account.recovery_hint')}
      </Alert>
      <List data-testid="recovery-codes" className="numeral">
        {codes.map((one) => (
          <List.Item key={one}>
            <code>{one}</code>
          </List.Item>
        ))}
      </List>
      <Group>
        <Button onClick={onKept}>{t('account.noted')}</Button>
      </Group>
    </Stack>
  );
}
