import { Anchor, Checkbox, Paper, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import type { Sent } from '@shared/model';
import { ErrorNotice } from '@shared/ui';
import { FieldError } from './field-error';

type Settings = Sent<components['schemas']['SmsSettingsOutputBody']>;

const key = ['sms-settings'] as const;

/** What goes to candidates by SMS as well (FEATURES A10); a kind that cannot be sent says why. */
export function SmsSettings() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const list = useQuery({ queryKey: key, queryFn: () => api.get<Settings>('/api/sms/settings') });
  const change = useMutation({
    mutationFn: (kinds: string[]) => api.put('/api/sms/settings', { kinds }),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
  const settings = list.data?.settings ?? [];
  const on = settings.filter((one) => one.on).map(({ kind }) => kind);
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="sms-title">
      <Title order={2} id="sms-title">
        {t('sms.settings')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('sms.hint')} <Anchor component={Link} to="/sms" underline="always">{t('sms.see_log')}</Anchor>
      </Text>
      <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
      <Stack gap="sm">
        {settings.map((one) => (
          <Checkbox
            key={one.kind}
            size="md"
            label={t(`sms.kind.${one.kind}`)}
            description={one.why === undefined ? t(`sms.kind_hint.${one.kind}`) : t(`sms.missing.${one.why}`)}
            checked={one.on}
            disabled={change.isPending || (!one.on && one.why !== undefined)}
            onChange={(event) => change.mutate(event.currentTarget.checked ? [...on, one.kind] : on.filter((kind) => kind !== one.kind))}
          />
        ))}
      </Stack>
      <FieldError error={change.error} />
    </Paper>
  );
}
