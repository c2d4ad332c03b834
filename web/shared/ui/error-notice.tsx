import { Alert, Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isApiError } from '../api/client';

/** The sentence for an error: by its code, else the server's own words. */
export function useErrorText(): (error: unknown) => string {
  const { t, i18n } = useTranslation();
  return (error) => {
    if (!isApiError(error)) return t('error.unknown');
    const key = `error.${error.code}`;
    if (i18n.exists(key)) return t(key, error.extras);
    return error.detail || t('error.unknown');
  };
}

export interface ErrorNoticeProps {
  error: unknown;
  title?: string;
  /** The way out: asks again. */
  onRetry?: () => void;
  /** Another way out, in place of the retry button or beside it. */
  children?: ReactNode;
}

/** What went wrong and what to do now. Draws nothing without an error. */
export function ErrorNotice({ error, title, onRetry, children }: ErrorNoticeProps) {
  const { t } = useTranslation();
  const text = useErrorText();
  if (error === null || error === undefined) return null;
  return (
    <Alert color="red" variant="light" title={title ?? t('error.title')} role="alert" data-code={codeOf(error)}>
      <Text size="sm">{text(error)}</Text>
      {(onRetry !== undefined || children !== undefined) && (
        <Group mt="sm" gap="sm">
          {onRetry !== undefined && (
            <Button size="compact-md" variant="white" color="red.9" onClick={onRetry}>
              {t('action.retry')}
            </Button>
          )}
          {children}
        </Group>
      )}
    </Alert>
  );
}

function codeOf(error: unknown): string {
  return isApiError(error) ? error.code : 'unknown';
}
