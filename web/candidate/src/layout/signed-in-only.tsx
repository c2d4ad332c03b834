import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate } from 'react-router';
import { useMe } from '@shared/api/hooks';
import { ErrorNotice } from '@shared/ui';
import { Page } from './page';
import { Waiting } from './waiting';

/** Shows its content to a signed-in candidate or paired device, the sign-in page to others. */
export function SignedInOnly({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const me = useMe();
  if (me.isPending) return <Waiting />;
  if (me.data === undefined) {
    return (
      <Page title={t('home.title')} bare>
        <ErrorNotice error={me.error} onRetry={() => void me.refetch()} />
      </Page>
    );
  }
  if (me.data === null || me.data.kind === 'staff') return <Navigate to="/" replace />;
  return children;
}
