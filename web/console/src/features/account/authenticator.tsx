import { Badge, Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, isApiError } from '@shared/api/client';
import { sharedKeys } from '@shared/api/hooks';
import type { Me } from '@shared/model';
import { ErrorNotice, QrCode } from '@shared/ui';
import { PasswordAsk } from './password-ask';
import { RecoveryCodes } from './recovery-codes';
import { Why } from './why';

interface Offer {
  secret: string;
  url: string;
}

/** The app whose codes are asked for at sign-in (RFC 6238). */
export function Authenticator({ me }: { me: NonNullable<Me['staff']> }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: sharedKeys.me });
  const offer = useMutation({ mutationFn: (password: string) => api.post<Offer>('/api/me/second-factor', { password }) });
  const keep = useMutation({
    mutationFn: (code: string) => api.put<{ recovery_codes: string[] }>('/api/me/second-factor', { secret: offer.data?.secret, code }),
  });
  const drop = useMutation({ mutationFn: (password: string) => api.post('/api/me/second-factor/removal', { password }), onSuccess: again });
  const kept = () => {
    offer.reset();
    keep.reset();
    void again();
  };
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="authenticator">
      <Group mb="sm">
        <Title order={2} id="authenticator">
          {t('account.app')}
        </Title>
        <Badge tt="none" variant="light" color={me.second_factor ? 'teal' : 'gray'}>
          {t(me.second_factor ? 'account.on' : 'account.off')}
        </Badge>
      </Group>
      <Text mb="sm">{t('account.second_factor_hint')}</Text>
      {keep.data !== undefined ? (
        <RecoveryCodes codes={keep.data.recovery_codes} onKept={kept} />
      ) : offer.data !== undefined ? (
        <Scan offer={offer.data} error={keep.error} busy={keep.isPending} onCode={keep.mutate} />
      ) : (
        <>
          <PasswordAsk
            action={t(me.second_factor ? 'account.turn_off' : 'account.set_up')}
            plain={me.second_factor}
            busy={offer.isPending || drop.isPending}
            onDo={me.second_factor ? drop.mutate : offer.mutate}
          />
          <Why error={offer.error ?? drop.error} />
        </>
      )}
    </Paper>
  );
}

function Scan({ offer, error, busy, onCode }: { offer: Offer; error: unknown; busy: boolean; onCode: (code: string) => void }) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) onCode(code);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text>{t('account.scan')}</Text>
        <QrCode value={offer.url} size={200} />
        <Text>
          {t('account.secret')} <code data-testid="totp-secret">{offer.secret}</code>
        </Text>
        <TextInput
          size="md"
          w={240}
          label={t('account.code')}
          inputMode="numeric"
          autoComplete="one-time-code"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          required
        />
        {isApiError(error, 'second_factor') ? <ErrorNotice error={error} title={t('account.code_wrong')} /> : <ErrorNotice error={error} />}
        <Group>
          <Button type="submit" loading={busy}>
            {t('account.turn_on')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
