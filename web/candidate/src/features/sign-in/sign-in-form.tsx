import { Alert, Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useReducer, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, isApiError } from '@shared/api/client';
import { sharedKeys, useConfig } from '@shared/api/hooks';
import { secondsUntil, serverNowMs, useServerNow } from '@shared/clock';
import { deviceLabel } from '@shared/device-label';
import type { Me } from '@shared/model';
import { ErrorNotice } from '@shared/ui';
import { codeTrouble, mayBePhone, signIn, start, type CodeTrouble, type SignIn } from './sign-in-state';

interface Sent {
  resend_after_s: number;
  expires_in_s: number;
}

/** Phone number, then the code that came by SMS. */
export function SignInForm() {
  const [state, tell] = useReducer(signIn, start);
  const send = useMutation({
    mutationFn: (phone: string) => api.post<Sent>('/api/sms-codes', { phone }),
    onSuccess: (sent, phone) =>
      tell({
        type: 'sent',
        phone,
        nowMs: serverNowMs(),
        resendAfterS: sent.resend_after_s,
        expiresInS: sent.expires_in_s,
      }),
    onError: (error, phone) => {
      const wait = isApiError(error, 'rate_limited') ? Number(error.extras.retry_after_s ?? 60) : 0;
      if (isApiError(error, 'sms_failed')) tell({ type: 'not_sent', phone, nowMs: serverNowMs() });
      if (wait > 0) tell({ type: 'too_soon', phone, nowMs: serverNowMs(), retryAfterS: wait });
    },
  });
  return state.step === 'phone' ? (
    <PhoneStep
      state={state}
      busy={send.isPending}
      error={send.error}
      onSend={(phone) => send.mutate(phone)}
      onTyping={() => send.reset()}
    />
  ) : (
    <CodeStep
      state={state}
      resendError={send.error}
      onTrouble={(trouble) => tell({ type: 'refused', trouble })}
      onTyping={() => tell({ type: 'typing' })}
      onResend={() => send.mutate(state.phone)}
      onOtherNumber={() => {
        send.reset();
        tell({ type: 'other_number' });
      }}
    />
  );
}

interface PhoneStepProps {
  state: SignIn;
  busy: boolean;
  error: unknown;
  onSend: (phone: string) => void;
  onTyping: () => void;
}

function PhoneStep({ state, busy, error, onSend, onTyping }: PhoneStepProps) {
  const { t } = useTranslation();
  const [phone, setPhone] = useState(state.phone);
  const [unfit, setUnfit] = useState(false);
  const wait = secondsUntil(state.resendAtMs, useServerNow());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const fits = mayBePhone(phone);
    setUnfit(!fits);
    if (fits && wait === 0) onSend(phone.trim());
  };
  const refused = isApiError(error, 'invalid');
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput
          label={t('sign_in.phone')}
          description={t('sign_in.phone_hint')}
          name="phone"
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          value={phone}
          error={unfit || refused ? t('sign_in.phone_unfit') : undefined}
          onChange={(event) => {
            setPhone(event.currentTarget.value);
            setUnfit(false);
            onTyping();
          }}
        />
        {!refused && <ErrorNotice error={error} />}
        <Button type="submit" loading={busy} disabled={wait > 0} fullWidth>
          {wait > 0 ? t('sign_in.send_in', { count: wait }) : t('sign_in.send')}
        </Button>
      </Stack>
    </form>
  );
}

interface CodeStepProps {
  state: Extract<SignIn, { step: 'code' }>;
  resendError: unknown;
  onTrouble: (trouble: CodeTrouble) => void;
  onTyping: () => void;
  onResend: () => void;
  onOtherNumber: () => void;
}

function CodeStep({ state, resendError, onTrouble, onTyping, onResend, onOtherNumber }: CodeStepProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const field = useRef<HTMLInputElement>(null);
  // The field takes the place of the button that was pressed.
  useEffect(() => field.current?.focus(), []);
  const client = useQueryClient();
  const enter = useMutation({
    mutationFn: (digits: string) =>
      api.post<Me>('/api/logins', { phone: state.phone, code: digits, device_label: deviceLabel() }),
    onSuccess: (me) => client.setQueryData(sharedKeys.me, me),
    onError: (error) => {
      const trouble = isApiError(error) ? codeTrouble(error) : undefined;
      if (trouble !== undefined) onTrouble(trouble);
    },
  });
  const change = (typed: string) => {
    const digits = typed.replace(/\D/g, '').slice(0, 6);
    setCode(digits);
    onTyping();
    if (digits.length === 6 && digits !== code && !enter.isPending) enter.mutate(digits);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.length === 6) enter.mutate(code);
  };
  const otherError = isApiError(enter.error) && codeTrouble(enter.error) !== undefined ? null : enter.error;
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Text size="sm">
          {t(state.unsent === true ? 'sign_in.code_for' : 'sign_in.sent_to', { phone: state.phone })}{' '}
          <Anchor component="button" type="button" size="sm" onClick={onOtherNumber}>
            {t('sign_in.other_number')}
          </Anchor>
        </Text>
        <TextInput
          label={t('sign_in.code')}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          ref={field}
          value={code}
          aria-invalid={state.trouble !== undefined}
          styles={{ input: { fontSize: '1.5rem', letterSpacing: '0.35em', textAlign: 'center' } }}
          onChange={(event) => change(event.currentTarget.value)}
        />
        <Trouble trouble={state.trouble} />
        <ErrorNotice error={otherError} />
        <Button type="submit" loading={enter.isPending} disabled={code.length < 6} fullWidth>
          {t('sign_in.enter')}
        </Button>
        <Resend state={state} error={resendError} onResend={onResend} />
        <InboxHint />
      </Stack>
    </form>
  );
}

function Trouble({ trouble }: { trouble: CodeTrouble | undefined }) {
  const { t } = useTranslation();
  if (trouble === undefined) return null;
  const texts = {
    wrong: t('sign_in.wrong', { count: trouble.kind === 'wrong' ? trouble.triesLeft : 0 }),
    expired: t('sign_in.expired'),
    used_up: t('sign_in.used_up'),
  };
  return (
    <Alert color="red" variant="light" role="alert" data-trouble={trouble.kind}>
      {texts[trouble.kind]}
    </Alert>
  );
}

function Resend({ state, error, onResend }: { state: SignIn; error: unknown; onResend: () => void }) {
  const { t } = useTranslation();
  const wait = secondsUntil(state.resendAtMs, useServerNow());
  return (
    <div>
      <Button variant="subtle" size="md" disabled={wait > 0} onClick={onResend} fullWidth>
        {wait > 0 ? t('sign_in.resend_in', { count: wait }) : t('sign_in.resend')}
      </Button>
      {!isApiError(error, 'rate_limited') && <ErrorNotice error={error} onRetry={onResend} />}
    </div>
  );
}

/** Where the code is in a demo, since no SMS is sent. */
function InboxHint() {
  const { t } = useTranslation();
  const config = useConfig();
  if (config.data?.demo !== true) return null;
  return (
    <Anchor component={Link} to="/demo/inbox" target="_blank" size="sm" ta="center">
      {t('sign_in.demo_inbox')}
    </Anchor>
  );
}
