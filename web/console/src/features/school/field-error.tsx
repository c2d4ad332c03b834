import { useTranslation } from 'react-i18next';
import { isApiError } from '@shared/api/client';
import { ErrorNotice } from '@shared/ui';

/** The text beside the field that the server did not take. */
export function useFieldText(error: unknown): (field: string) => string | undefined {
  const { t, i18n } = useTranslation();
  return (field) => {
    if (!isApiError(error, 'invalid') || error.extras.field !== field) return undefined;
    const key = `field.${field}`;
    return i18n.exists(key) ? t(key) : t('field.other');
  };
}

/** What is not about one field, in words that name the way out. */
export function FieldError({ error }: { error: unknown }) {
  const { t, i18n } = useTranslation();
  if (isApiError(error, 'invalid') && error.extras.field !== undefined) return null;
  const said = isApiError(error) ? (error.extras.why ?? error.code) : '';
  const why = typeof said === 'string' ? `refusal.${said}` : '';
  return <ErrorNotice error={error} {...(i18n.exists(why) && { title: t(why) })} />;
}
