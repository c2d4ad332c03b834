import { Alert, Button } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { ErrorNotice } from '@shared/ui';
import { usePayInWeChat, useWeChatSignIn } from './requests';

/** Where the state of a sign-in waits for its code to come back. */
const waiting = 'wechat-sign-in';

/** Pays inside WeChat's own browser: it tells who pays, comes back with a code, and asks her to confirm (FEATURES A7). */
export function PayInWeChat({ id, onPaid }: { id: string; onPaid: () => void }) {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const signIn = useWeChatSignIn(id);
  const { mutate: payBy, ...pay } = usePayInWeChat(id);
  const code = params.get('code');
  const state = params.get('state');
  useEffect(() => {
    if (code === null) return;
    const asked = sessionStorage.getItem(waiting);
    sessionStorage.removeItem(waiting);
    setParams({}, { replace: true });
    if (asked !== null && asked === state) payBy(code, { onSuccess: (end) => end === 'ok' && onPaid() });
  }, [code, state, setParams, payBy, onPaid]);
  const begin = () =>
    signIn.mutate(undefined, {
      onSuccess: ({ url, state: asked }) => {
        sessionStorage.setItem(waiting, asked);
        location.assign(url);
      },
    });
  return (
    <>
      <Button fullWidth size="xl" color="teal.9" onClick={begin} loading={signIn.isPending || pay.isPending}>
        {t('fee.in_wechat')}
      </Button>
      {(pay.data === 'cancel' || pay.data === 'fail') && (
        <Alert color="orange" variant="light" w="100%" role="status">
          {t(pay.data === 'cancel' ? 'fee.cancelled' : 'fee.in_wechat_failed')}
        </Alert>
      )}
      <ErrorNotice error={signIn.error ?? pay.error} onRetry={begin} />
    </>
  );
}
