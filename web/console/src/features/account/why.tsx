import { useTranslation } from 'react-i18next';
import { isApiError } from '@shared/api/client';
import { ErrorNotice } from '@shared/ui';

/** A refusal, in words that name the way out where there are some. */
export function Why({ error, title }: { error: unknown; title?: string }) {
  const { t, i18n } = useTranslation();
  const said = isApiError(error) ? error.extras.why : undefined;
  const key = typeof said === 'string' ? `refusal.${said}` : '';
  const words = i18n.exists(key) ? t(key) : title;
  return <ErrorNotice error={error} {...(words !== undefined && { title: words })} />;
}
